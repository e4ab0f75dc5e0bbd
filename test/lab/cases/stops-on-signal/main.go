package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGQUIT)
	go http.ListenAndServe(":8080", nil)
	fmt.Println("ready")
	<-stop
	fmt.Println("told to stop")
	os.Exit(7)
}
