// How many primes there are below 4 million, by trial division: 256 goroutines, each with a part of the numbers.
package main

import (
	"fmt"
	"time"
)

func isPrime(n int) bool {
	if n < 2 {
		return false
	}
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return true
}

func count(from, to int, result chan<- int) {
	found := 0
	for n := from; n < to; n++ {
		if isPrime(n) {
			found++
		}
	}
	result <- found
}

func all(limit int) int {
	part := limit / 256
	results := make(chan int, 256)
	for i := 0; i < 256; i++ {
		go count(i*part, (i+1)*part, results)
	}
	sum := 0
	for i := 0; i < 256; i++ {
		sum += <-results
	}
	return sum
}

func main() {
	all(4_096_000)
	start := time.Now()
	if n := all(4_000_000 / 256 * 256); n != 283_146 {
		panic(n)
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
