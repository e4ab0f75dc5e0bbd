package main

import (
	"fmt"
	"log"

	"example.com/count/internal/pipe"
)

func main() {
	out, err := pipe.Count()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(out))
}
