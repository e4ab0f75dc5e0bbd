package main

import (
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	content := flag.String("content", "", "folder")
	flag.Parse()
	entries, err := os.ReadDir(*content)
	if err != nil {
		log.Fatal(err)
	}
	for _, entry := range entries {
		fmt.Println(entry.Name())
	}
}
