// Start-up: one line of output.
package main

import "fmt"

func main() { fmt.Println("Hello, world!") }
