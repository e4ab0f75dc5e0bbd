package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	path := flag.String("config", "limits.json", "where the limits are")
	flag.Parse()
	text, err := os.ReadFile(*path)
	if err != nil {
		log.Fatal(err)
	}
	var limits struct{ Limit int }
	if err := json.Unmarshal(text, &limits); err != nil {
		log.Fatal(err)
	}
	fmt.Println("limit is", limits.Limit)
}
