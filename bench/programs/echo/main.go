// An echo server: a goroutine for each connection.
package main

import (
	"log"
	"net"
	"os"
)

func serve(client net.Conn) {
	defer client.Close()
	data := make([]byte, 65536)
	for {
		n, err := client.Read(data)
		if err != nil {
			return
		}
		if _, err := client.Write(data[:n]); err != nil {
			return
		}
	}
}

func main() {
	server, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		client, err := server.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(client)
	}
}
