package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	folder, err := os.UserConfigDir()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "tool"), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "tool", "state"), []byte("1\n"), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println("saved")
}
