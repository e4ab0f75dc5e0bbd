module example.com/hurry

go 1.24
