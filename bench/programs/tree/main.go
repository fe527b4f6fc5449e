// A binary tree of goroutines with 2^19 leaves; each waits for its two children and gives their sum.
package main

import (
	"fmt"
	"time"
)

func tree(depth int, out chan<- int) {
	if depth == 0 {
		out <- 1
		return
	}
	sums := make(chan int)
	go tree(depth-1, sums)
	go tree(depth-1, sums)
	out <- <-sums + <-sums
}

func grow(depth int) int {
	out := make(chan int)
	go tree(depth, out)
	return <-out
}

func main() {
	for i := 0; i < 3; i++ {
		grow(19)
	}
	start := time.Now()
	if grow(19) != 524_288 {
		panic("lost some")
	}
	fmt.Printf("thread %d ns\n", time.Since(start).Nanoseconds()/1_048_575)
}
