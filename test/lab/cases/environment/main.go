package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(os.Getenv("DATA"))
	fmt.Println(os.Getenv("LOCALE"))
	folder, _ := os.Getwd()
	fmt.Println(folder)
}
