// Plain recursion.
package main

import (
	"fmt"
	"time"
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	fib(36)
	start := time.Now()
	if fib(38) != 39_088_169 {
		panic("wrong")
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
