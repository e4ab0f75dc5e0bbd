// Command calculator works out sums such as `2 + 3` that it reads a line each, and needs nothing of its image for it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func calculate(line string) (float64, error) {
	words := strings.Fields(line)
	if len(words) != 3 {
		return 0, fmt.Errorf("%q: two numbers and a sign between them are wanted", line)
	}
	left, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		return 0, err
	}
	right, err := strconv.ParseFloat(words[2], 64)
	if err != nil {
		return 0, err
	}
	switch words[1] {
	case "+":
		return left + right, nil
	case "-":
		return left - right, nil
	case "*":
		return left * right, nil
	case "/":
		return left / right, nil
	}
	return 0, fmt.Errorf("%q is no sign of arithmetic", words[1])
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	if len(os.Args) > 1 {
		lines = bufio.NewScanner(strings.NewReader(strings.Join(os.Args[1:], "\n")))
	}
	for lines.Scan() {
		result, err := calculate(lines.Text())
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(result)
	}
}
