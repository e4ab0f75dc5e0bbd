package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	home, err := os.UserHomeDir()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".state"), []byte("kept\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	fmt.Println(os.Getenv("HOME"))
}
