// Two goroutines pass a value back and forth over unbuffered channels.
package main

import (
	"fmt"
	"time"
)

func answer(ping <-chan int, pong chan<- int) {
	for n := range ping {
		pong <- n
	}
}

func play(rounds int) {
	ping := make(chan int)
	pong := make(chan int)
	go answer(ping, pong)
	for i := 0; i < rounds; i++ {
		ping <- i
		<-pong
	}
	close(ping)
}

func main() {
	play(4_000_000)
	const rounds = 4_000_000
	start := time.Now()
	play(rounds)
	fmt.Printf("hand-off %d ns\n", time.Since(start).Nanoseconds()/(2*rounds))
}
