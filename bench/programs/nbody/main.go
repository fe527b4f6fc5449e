// N-body, from the Benchmarks Game.
package main

import (
	"fmt"
	"math"
	"time"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

const (
	pi        = 3.141592653589793
	solarMass = 4 * pi * pi
	year      = 365.24
)

func bodies() []body {
	all := []body{
		{0, 0, 0, 0, 0, 0, solarMass},
		{4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
			0.00166007664274403694 * year, 0.00769901118419740425 * year, -0.0000690460016972063023 * year, 0.000954791938424326609 * solarMass},
		{8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
			-0.00276742510726411521 * year, 0.00499852801234917238 * year, 0.0000230417297573763929 * year, 0.000285885980666130812 * solarMass},
		{12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
			0.00296460137564761618 * year, 0.00237847173959480950 * year, -0.0000296589568540237556 * year, 0.0000436624404335156298 * solarMass},
		{15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
			0.00268067772490389322 * year, 0.00162824170038242295 * year, -0.0000951592254519715870 * year, 0.0000515138902046611451 * solarMass},
	}
	px, py, pz := 0.0, 0.0, 0.0
	for _, b := range all {
		px += b.vx * b.mass
		py += b.vy * b.mass
		pz += b.vz * b.mass
	}
	all[0].vx = -px / solarMass
	all[0].vy = -py / solarMass
	all[0].vz = -pz / solarMass
	return all
}

func advance(all []body, dt float64) {
	for i := range all {
		a := &all[i]
		for j := i + 1; j < len(all); j++ {
			b := &all[j]
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			a.vx -= dx * b.mass * mag
			a.vy -= dy * b.mass * mag
			a.vz -= dz * b.mass * mag
			b.vx += dx * a.mass * mag
			b.vy += dy * a.mass * mag
			b.vz += dz * a.mass * mag
		}
	}
	for i := range all {
		b := &all[i]
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func energy(all []body) float64 {
	e := 0.0
	for i, a := range all {
		e += 0.5 * a.mass * (a.vx*a.vx + a.vy*a.vy + a.vz*a.vz)
		for _, b := range all[i+1:] {
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			e -= a.mass * b.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func simulate(steps int) float64 {
	all := bodies()
	for i := 0; i < steps; i++ {
		advance(all, 0.01)
	}
	return energy(all)
}

func main() {
	simulate(2_000_000)
	start := time.Now()
	if s := fmt.Sprintf("%.9f", simulate(5_000_000)); s != "-0.169083134" {
		panic(s)
	}
	fmt.Printf("time %.3f s\n", time.Since(start).Seconds())
}
