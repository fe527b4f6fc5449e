// Counts pseudo-random numbers in a map.
package main

import (
	"fmt"
	"os"
	"time"
)

func count(n int) int {
	counts := map[int]int{}
	x := 42
	for i := 0; i < n; i++ {
		x = (x*1_103_515_245 + 12_345) & 0x7fffffff
		counts[x>>15]++
	}
	most := 0
	for _, times := range counts {
		if times > most {
			most = times
		}
	}
	fmt.Fprintln(os.Stderr, len(counts), most)
	return most
}

func main() {
	count(4_000_000)
	start := time.Now()
	count(4_000_000)
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
