// How late a goroutine wakes from a sleep of 1 ms while twice as many busy loops as processors run.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"sync/atomic"
	"time"
)

var sink int

func spin(stop *int32) {
	turns := 0
	for atomic.LoadInt32(stop) == 0 {
		for i := 0; i < 1000; i++ {
			turns += i & 1
		}
	}
	sink = turns
}

func main() {
	var stop int32
	for i := 0; i < 2*runtime.GOMAXPROCS(0); i++ {
		go spin(&stop)
	}
	var late []int64
	warm := time.Now().Add(2 * time.Second)
	for len(late) < 1000 {
		due := time.Now().Add(time.Millisecond)
		time.Sleep(time.Millisecond)
		if time.Now().After(warm) {
			late = append(late, time.Since(due).Nanoseconds())
		}
	}
	atomic.StoreInt32(&stop, 1)
	sort.Slice(late, func(i, j int) bool { return late[i] < late[j] })
	fmt.Printf("p50 %d us\n", late[len(late)/2]/1000)
	fmt.Printf("max %d us\n", late[len(late)-1]/1000)
	fmt.Printf("p99 %d us\n", late[len(late)*99/100]/1000)
}
