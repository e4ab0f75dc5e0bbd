package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	if err := os.MkdirAll("logs", 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("logs/app.log", []byte("started\n"), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println("logged")
}
