package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	if err := os.WriteFile("state/count", []byte("1\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("uid %d, wrote\n", os.Getuid())
}
