module example.com/fromenv

go 1.24
