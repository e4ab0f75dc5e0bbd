module example.com/nobody

go 1.24
