package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	sqlite "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if _, err = db.Exec("create table if not exists visit (id integer primary key, at text default current_timestamp)"); err != nil {
		log.Fatal(err)
	}
	if _, err = db.Exec("insert into visit default values"); err != nil {
		log.Fatal(err)
	}
	var count int
	if err = db.QueryRow("select count(*) from visit").Scan(&count); err != nil {
		log.Fatal(err)
	}
	version, _, _ := sqlite.Version()
	fmt.Printf("visits: %d, sqlite from C: %v\n", count, version != "")
}
