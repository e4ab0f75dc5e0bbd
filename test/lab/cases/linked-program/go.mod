module example.com/linked

go 1.24
