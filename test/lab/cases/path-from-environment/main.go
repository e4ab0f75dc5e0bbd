package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	text, err := os.ReadFile(os.Getenv("APP_CONFIG"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(text))
}
