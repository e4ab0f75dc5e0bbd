package main

import (
	"fmt"
	"os/user"
)

func main() {
	known, err := user.Lookup("nobody")
	fmt.Println("nobody is at home:", err == nil && known.Uid == "65534")
}
