// Binary trees, from the Benchmarks Game.
package main

import (
	"fmt"
	"time"
)

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) size() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.size() + n.right.size()
}

func work(most int) int {
	nodes := grow(most + 1).size()
	long := grow(most)
	for depth := 4; depth <= most; depth += 4 {
		for i := 0; i < 1<<(most-depth+4); i++ {
			nodes += grow(depth).size()
		}
	}
	return nodes + long.size()
}

func main() {
	work(16)
	start := time.Now()
	if got := work(16); got != 8_711_918 {
		panic(got)
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
