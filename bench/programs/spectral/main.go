// Spectral norm, from the Benchmarks Game.
package main

import (
	"fmt"
	"math"
	"time"
)

func a(i, j int) float64 { return 1.0 / float64((i+j)*(i+j+1)/2+i+1) }

func times(v, out []float64, transposed bool) {
	for i := range out {
		sum := 0.0
		if transposed {
			for j := range v {
				sum += a(j, i) * v[j]
			}
		} else {
			for j := range v {
				sum += a(i, j) * v[j]
			}
		}
		out[i] = sum
	}
}

func norm(n int) float64 {
	u := make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	v := make([]float64, n)
	t := make([]float64, n)
	for i := 0; i < 10; i++ {
		times(u, t, false)
		times(t, v, true)
		times(v, t, false)
		times(t, u, true)
	}
	uv, vv := 0.0, 0.0
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	return math.Sqrt(uv / vv)
}

func main() {
	norm(1_000)
	start := time.Now()
	if s := fmt.Sprintf("%.6f", norm(2_000)); s != "1.274224" {
		panic(s)
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
