// The sieve of Eratosthenes up to two million, ten times.
package main

import (
	"fmt"
	"time"
)

func sieve(limit int) int {
	composite := make([]bool, limit+1)
	count := 0
	for n := 2; n <= limit; n++ {
		if !composite[n] {
			count++
			for m := n * n; m <= limit; m += n {
				composite[m] = true
			}
		}
	}
	return count
}

func main() {
	for i := 0; i < 10; i++ {
		sieve(2_000_000)
	}
	start := time.Now()
	for i := 0; i < 50; i++ {
		if sieve(2_000_000) != 148_933 {
			panic("wrong")
		}
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
