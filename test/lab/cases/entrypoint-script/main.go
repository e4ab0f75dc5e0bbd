package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println("args:", os.Args[1:]) }
