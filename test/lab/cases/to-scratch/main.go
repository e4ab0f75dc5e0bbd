package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"os/user"
	"time"
)

func main() {
	pool, err := x509.SystemCertPool()
	if err != nil || pool.Equal(x509.NewCertPool()) {
		fmt.Println("no certificates", err)
		os.Exit(1)
	}
	place, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if _, err := user.Current(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	file, err := os.CreateTemp("", "lab")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer os.Remove(file.Name())
	fmt.Println("certificates,", place, "and a place for temporary files")
}
