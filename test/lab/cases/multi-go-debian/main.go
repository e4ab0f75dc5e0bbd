// Command ledger keeps a file, and answers with a time of another zone.
package main

import (
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	check := flag.Bool("check", false, "ask a running one")
	zone := flag.String("zone", "UTC", "where the book is kept")
	flag.Parse()
	if *check {
		response, err := http.Get("http://127.0.0.1:8080/")
		if err != nil || response.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	place, err := time.LoadLocation(*zone)
	if err != nil {
		log.Fatal(err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("LEDGER"), []byte("opened\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).In(place)
	http.HandleFunc("/", func(writer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(writer, "%s %v %d\n", noon.Format("15:04"), !pool.Equal(x509.NewCertPool()), os.Getuid())
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
