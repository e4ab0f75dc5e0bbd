package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	journal, err := os.OpenFile(filepath.Join(os.Getenv("DATA_DIR"), "journal.txt"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	for i := 1; i <= count; i++ {
		fmt.Fprintf(journal, "job %d done\n", i)
	}
	if err := journal.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(count, "jobs done")
}
