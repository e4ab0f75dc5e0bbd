module example.com/greeter

go 1.24

require example.org/greeting v1.0.0
