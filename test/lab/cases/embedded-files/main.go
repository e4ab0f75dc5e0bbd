package main

import (
	"embed"
	"fmt"
	"os"
	"strings"
)

//go:embed messages
var messages embed.FS

func main() {
	text, err := messages.ReadFile("messages/first.txt")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("motd:", strings.TrimSpace(string(text)))
	entries, _ := messages.ReadDir("messages")
	fmt.Println(len(entries), "messages")
}
