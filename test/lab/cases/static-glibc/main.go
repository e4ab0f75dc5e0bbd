package main

// #include <stdlib.h>
import "C"

import "fmt"

func main() { fmt.Println("abs(-3) =", C.abs(-3)) }
