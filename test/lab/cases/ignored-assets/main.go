package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	_, err := os.Stat("static/a.css")
	fmt.Println("static:", err == nil)
	text, err := os.ReadFile("conf/switch")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print("conf: ", string(text))
}
