package main

// int sort_down(int *values, int count);
import "C"

import "fmt"

func main() {
	values := []C.int{3, 1, 5, 2, 4}
	n := C.sort_down(&values[0], C.int(len(values)))
	for i := 0; i < int(n); i++ {
		if i > 0 {
			fmt.Print(" ")
		}
		fmt.Print(values[i])
	}
	fmt.Println()
}
