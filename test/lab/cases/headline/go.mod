module example.org/calculator

go 1.26
