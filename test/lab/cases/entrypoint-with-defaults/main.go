package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	result := 0
	if os.Args[1] == "product" {
		result = 1
	} else if os.Args[1] != "sum" {
		fmt.Fprintln(os.Stderr, "calc: sum or product")
		os.Exit(2)
	}
	for _, word := range os.Args[2:] {
		number, err := strconv.Atoi(word)
		if err != nil {
			os.Exit(1)
		}
		if os.Args[1] == "sum" {
			result += number
		} else {
			result *= number
		}
	}
	fmt.Println(result)
}
