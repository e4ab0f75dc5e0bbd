module example.com/echoer

go 1.24
