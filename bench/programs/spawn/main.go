// A million goroutines are started, each adds one to a counter and ends.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

func all(n int) int64 {
	var counter int64
	var group sync.WaitGroup
	group.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			atomic.AddInt64(&counter, 1)
			group.Done()
		}()
	}
	group.Wait()
	return counter
}

func main() {
	all(5_000_000)
	const n = 1_000_000
	start := time.Now()
	if all(n) != n {
		panic("lost some")
	}
	fmt.Printf("thread %d ns\n", time.Since(start).Nanoseconds()/n)
}
