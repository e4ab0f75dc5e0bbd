package main

import (
	"fmt"
	"os"
	"time"
)

const layout = "2006-01-02 15:04 MST"

func show(zone string, at time.Time) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(at.In(location).Format(layout))
}

func main() {
	winter := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	summer := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	if len(os.Args) > 1 && os.Args[1] == "local" {
		fmt.Println(winter.Local().Format(layout))
		return
	}
	show("Europe/Berlin", winter)
	show("EST", summer)
	show("Asia/Tokyo", summer)
}
