package main

/*
#cgo LDFLAGS: -lm
#include <math.h>
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func main() {
	text := C.CString("four")
	defer C.free(unsafe.Pointer(text))
	fmt.Printf("cos(0) = %.1f, strlen = %d\n", float64(C.cos(0)), int(C.strlen(text)))
}
