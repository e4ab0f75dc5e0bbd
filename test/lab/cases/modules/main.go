package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
)

var version = "unknown"

func main() {
	router := chi.NewRouter()
	router.Get("/items/{id:[0-9]+}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "{\"item\":%q,\"version\":%q}\n", chi.URLParam(r, "id"), version)
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), router))
}
