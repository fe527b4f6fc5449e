// Two goroutines give the processor to each other.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func both(n int) {
	var group sync.WaitGroup
	for g := 0; g < 2; g++ {
		group.Add(1)
		go func() {
			for i := 0; i < n; i++ {
				runtime.Gosched()
			}
			group.Done()
		}()
	}
	group.Wait()
}

func main() {
	both(10_000_000)
	const n = 5_000_000
	start := time.Now()
	both(n)
	fmt.Printf("switch %d ns\n", time.Since(start).Nanoseconds()/(2*n))
}
