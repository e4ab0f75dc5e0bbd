package stock

// Pieces is how many there are.
func Pieces() int { return 42 }
