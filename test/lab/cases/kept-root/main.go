package main

import (
	"fmt"
	"os"
)

func main() {
	if err := os.WriteFile("/var/log/app.log", []byte("started\n"), 0o644); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("logged as", os.Getuid())
}
