package main

import (
	"fmt"
	"os"

	"example.org/greeting"
)

func main() { fmt.Println(greeting.For(os.Args[1])) }
