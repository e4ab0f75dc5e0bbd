// Package greeting is vendored.
package greeting

// For greets a person.
func For(name string) string { return "Good morning, " + name }
