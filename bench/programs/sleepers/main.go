// A million goroutines sleep for one second at the same time.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	start := time.Now()
	var group sync.WaitGroup
	group.Add(1_000_000)
	for i := 0; i < 1_000_000; i++ {
		go func() {
			time.Sleep(time.Second)
			group.Done()
		}()
	}
	group.Wait()
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
