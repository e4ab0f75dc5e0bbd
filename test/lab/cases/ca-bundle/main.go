package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
)

func main() {
	pool, err := x509.SystemCertPool()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	//lint:ignore SA1019 counting is all that is wanted
	if n := len(pool.Subjects()); n > 100 {
		fmt.Println("system roots: many")
	} else {
		fmt.Println("system roots:", n)
	}
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}}}
	_, err = client.Get(server.URL)
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		fmt.Println("unknown server: refused")
	} else {
		fmt.Println("unknown server:", err)
	}
}
