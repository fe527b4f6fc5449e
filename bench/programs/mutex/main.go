// Eight goroutines take one mutex in turn to add to one counter.
package main

import (
	"fmt"
	"sync"
	"time"
)

var counter int

func adder(m *sync.Mutex, n int, group *sync.WaitGroup) {
	for i := 0; i < n; i++ {
		m.Lock()
		counter++
		m.Unlock()
	}
	group.Done()
}

func all(n int) {
	counter = 0
	var m sync.Mutex
	var group sync.WaitGroup
	group.Add(8)
	for t := 0; t < 8; t++ {
		go adder(&m, n, &group)
	}
	group.Wait()
	if counter != 8*n {
		panic("lost some")
	}
}

func main() {
	all(3_000_000)
	const n = 1_000_000
	start := time.Now()
	all(n)
	fmt.Printf("lock %.1f ns\n", float64(time.Since(start).Nanoseconds())/(8*n))
}
