// Builds a text of two million numbers, takes it apart again, and counts the words that contain a 7.
package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func work(n int) int {
	parts := make([]string, 0)
	for i := 0; i < n; i++ {
		parts = append(parts, "n"+strconv.Itoa(i))
	}
	text := strings.Join(parts, " ")
	found := 0
	for _, word := range strings.Split(text, " ") {
		if strings.Contains(word, "7") {
			found++
		}
	}
	return found
}

func main() {
	work(2_000_000)
	start := time.Now()
	if work(2_000_000) != 937_118 {
		panic("wrong")
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
