// A million goroutines wait on one channel: by how much the process has grown for each of them.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

func resident() int {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "VmRSS:") {
			kilobytes := 0
			fmt.Sscanf(lines.Text(), "VmRSS: %d kB", &kilobytes)
			return kilobytes * 1024
		}
	}
	panic("no VmRSS in /proc/self/status")
}

func waiter(ready *int64, gate <-chan int) {
	atomic.AddInt64(ready, 1)
	<-gate
}

func main() {
	const n = 1_000_000
	var ready int64
	gate := make(chan int)
	before := resident()
	for i := 0; i < n; i++ {
		go waiter(&ready, gate)
	}
	for atomic.LoadInt64(&ready) < n {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	fmt.Printf("thread %d bytes\n", (resident()-before)/n)
	close(gate)
}
