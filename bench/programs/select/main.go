// One goroutine receives from three unbuffered channels by select; each has a sender.
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
	a := make(chan int)
	b := make(chan int)
	c := make(chan int)
	for _, out := range []chan int{a, b, c} {
		go sender(out, each)
	}
	sum := 0
	for i := 0; i < 3*each; i++ {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		case v := <-c:
			sum += v
		}
	}
	return sum
}

func main() {
	gather(2_000_000)
	const each = 1_000_000
	start := time.Now()
	if gather(each) != 3*each*(each-1)/2 {
		panic("lost some")
	}
	fmt.Printf("select %d ns\n", time.Since(start).Nanoseconds()/(3*each))
}
