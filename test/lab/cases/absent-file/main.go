package main

import (
	"fmt"
	"os"
)

func main() {
	text, err := os.ReadFile("local.env")
	if err != nil {
		fmt.Println("no settings")
		return
	}
	fmt.Print(string(text))
}
