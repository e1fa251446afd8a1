package main

import (
	"net/http"
	"strconv"
	"strings"
)

// serve --address A KIND:PORT...: what lies outside the cluster, on one address.
func serveOutside(words []string) {
	address := ""
	if len(words) > 1 && words[0] == "--address" {
		address, words = words[1], words[2:]
	}
	if len(words) == 0 {
		fail(4, "serve: name what is served, such as http:80 tcp:22 udp:53")
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { echo(w, r, "outside", http.StatusOK) })
	for _, word := range words {
		kind, number, _ := strings.Cut(word, ":")
		port, err := strconv.Atoi(number)
		if err != nil {
			fail(4, "serve: %q is not such as http:80", word)
		}
		listener{kind, port}.open(address, handler)
	}
	say("serves %s on %s", strings.Join(words, " "), address)
	select {}
}
