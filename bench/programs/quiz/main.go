// Ten thousand goroutines sleep for one second each and then print.
package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	start := time.Now()
	var group sync.WaitGroup
	group.Add(10_000)
	for i := 0; i < 10_000; i++ {
		go func(i int) {
			time.Sleep(time.Second)
			fmt.Println(i)
			group.Done()
		}(i)
	}
	group.Wait()
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
