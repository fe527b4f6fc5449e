// Counts the words of a file of 100 MB, line by line.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
)

func block() string {
	var text strings.Builder
	x := 1
	for i := 0; i < 11_000; i++ {
		for j := 0; j < 10; j++ {
			x = (x*1103515245 + 12345) & 0x7fffffff
			if j > 0 {
				text.WriteByte(' ')
			}
			fmt.Fprintf(&text, "word%d", (x>>8)%20000)
		}
		text.WriteByte('\n')
	}
	return text.String()
}

func count(path string) int {
	counts := map[string]int{}
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		for _, word := range strings.Split(lines.Text(), " ") {
			counts[word]++
		}
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

func fill(path string, blocks int) {
	text := block()
	f, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	for i := 0; i < blocks; i++ {
		f.WriteString(text)
	}
	f.Close()
}

func main() {
	f, err := os.CreateTemp("", "words")
	if err != nil {
		panic(err)
	}
	path := f.Name()
	f.Close()
	defer os.Remove(path)
	fill(path, 10)
	count(path)
	fill(path, 100)
	start := time.Now()
	if count(path) != 11_000_000 {
		panic("wrong")
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
