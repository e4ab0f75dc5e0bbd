// Command hello answers one page, as small as a web server gets.
package main

import (
	"io"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "Hello, world!\n")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
