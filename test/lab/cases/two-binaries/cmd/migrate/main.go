package main

import (
	"flag"
	"fmt"

	"example.com/stock/internal/stock"
)

func main() {
	dry := flag.Bool("dry", false, "only say what would be done")
	flag.Parse()
	verb := "migrated"
	if *dry {
		verb = "would migrate"
	}
	fmt.Printf("%s %d pieces\n", verb, stock.Pieces())
}
