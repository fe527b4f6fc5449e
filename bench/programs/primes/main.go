// The prime sieve of Hoare and McIlroy: a chain of filters, one goroutine for each prime.
package main

import (
	"fmt"
	"time"
)

func generate(out chan<- int) {
	for n := 2; ; n++ {
		out <- n
	}
}

func filter(source <-chan int, out chan<- int, prime int) {
	for n := range source {
		if n%prime != 0 {
			out <- n
		}
	}
}

// As in the Go tour: nobody ends the filters; the process does.
func sieve(count int) int {
	source := make(chan int)
	go generate(source)
	prime := 0
	for i := 0; i < count; i++ {
		prime = <-source
		next := make(chan int)
		go filter(source, next, prime)
		source = next
	}
	return prime
}

func main() {
	for i := 0; i < 3; i++ {
		sieve(2000)
	}
	start := time.Now()
	if sieve(3000) != 27449 {
		panic("not a prime")
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
