// Integer arithmetic in two nested loops.
package main

import (
	"fmt"
	"os"
	"time"
)

func count(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		for j := 0; j < 10_000; j++ {
			sum = (sum + (i ^ j)) & 0xffffff
		}
	}
	return sum
}

func main() {
	count(30_000)
	start := time.Now()
	sum := count(100_000)
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
	fmt.Fprintln(os.Stderr, sum)
}
