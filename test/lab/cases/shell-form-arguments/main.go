package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	name := flag.String("name", "nobody", "whom to greet")
	times := flag.Int("times", 1, "how often")
	flag.Parse()
	for i := 0; i < *times; i++ {
		fmt.Printf("hello, %s!\n", *name)
	}
	os.Exit(3)
}
