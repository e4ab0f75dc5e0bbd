// Guestbook is a small web application: a page from a template, a style sheet and a health check.
package main

import (
	"html/template"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

type entry struct {
	Name, Message string
	At            time.Time
}

type book struct {
	mutex   sync.Mutex
	entries []entry
}

func main() {
	page := template.Must(template.ParseFiles("templates/index.html"))
	guests := &book{}

	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := page.Execute(w, guests.all()); err != nil {
			log.Print(err)
		}
	})
	http.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		guests.sign(r.FormValue("name"), r.FormValue("message"))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("ok\n"))
	})
	http.Handle("GET /static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))

	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Printf("listening on :%s", port)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}

func (b *book) sign(name, message string) {
	if name == "" || message == "" {
		return
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.entries = append([]entry{{name, message, time.Now()}}, b.entries...)
}

func (b *book) all() []entry {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return append([]entry(nil), b.entries...)
}
