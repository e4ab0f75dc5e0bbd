package main

import "fmt"

func main() {
	for i := 1; i <= 2; i++ {
		fmt.Println("ticker", i)
	}
}
