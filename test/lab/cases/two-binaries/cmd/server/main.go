package main

import (
	"fmt"
	"log"
	"net/http"

	"example.com/stock/internal/stock"
)

func main() {
	http.HandleFunc("/pieces", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, stock.Pieces()) })
	log.Fatal(http.ListenAndServe("0.0.0.0:8080", nil))
}
