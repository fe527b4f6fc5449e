// Four goroutines send into one channel with a buffer of 128; one goroutine receives.
package main

import (
	"fmt"
	"time"
)

func sender(out chan<- int, n int) {
	for i := 0; i < n; i++ {
		out <- i
	}
}

func gather(each int) int {
	values := make(chan int, 128)
	for s := 0; s < 4; s++ {
		go sender(values, each)
	}
	sum := 0
	for i := 0; i < 4*each; i++ {
		sum += <-values
	}
	return sum
}

func main() {
	gather(6_000_000)
	const each = 3_000_000
	start := time.Now()
	if gather(each) != 2*each*(each-1) {
		panic("lost some")
	}
	fmt.Printf("value %d ns\n", time.Since(start).Nanoseconds()/(4*each))
}
