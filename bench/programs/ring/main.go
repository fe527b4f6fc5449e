// A token goes round a ring of 503 goroutines (the thread ring of the Benchmarks Game).
package main

import (
	"fmt"
	"time"
)

func node(input <-chan int, output chan<- int, done chan<- int) {
	for token := range input {
		if token == 0 {
			done <- 0
			return
		}
		output <- token - 1
	}
}

func turn(passes int) {
	done := make(chan int)
	var links [503]chan int
	for i := range links {
		links[i] = make(chan int)
	}
	for i := range links {
		go node(links[i], links[(i+1)%503], done)
	}
	links[0] <- passes
	<-done
	for _, link := range links {
		close(link)
	}
}

func main() {
	turn(8_000_000)
	const passes = 5_000_000
	start := time.Now()
	turn(passes)
	fmt.Printf("pass %d ns\n", time.Since(start).Nanoseconds()/passes)
}
