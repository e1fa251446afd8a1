package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// A listener is one port and what is spoken there: http, https, tcp (which swallows all it hears) or udp.
type listener struct {
	kind string
	port int
}

// Ends the program with 4 when the port cannot be had.
func (l listener) open(address string, handler http.Handler) {
	at := net.JoinHostPort(address, fmt.Sprint(l.port))
	if l.kind == "udp" {
		answerQuestions(at)
		return
	}
	accepted, err := net.Listen("tcp", at)
	if err != nil {
		fail(4, "port %d cannot be opened: %s", l.port, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 30 * time.Second}
	switch l.kind {
	case "http":
		go server.Serve(accepted)
	case "https":
		go server.Serve(tls.NewListener(accepted, &tls.Config{Certificates: []tls.Certificate{selfSigned()}}))
	case "tcp":
		go accept(accepted, swallow)
	default:
		fail(4, "%s:%d: there are http, https, tcp and udp", l.kind, l.port)
	}
}

func accept(from net.Listener, take func(net.Conn)) {
	for {
		one, err := from.Accept()
		if err != nil {
			say("%s takes no more connections: %s", from.Addr(), err)
			os.Exit(4)
		}
		go take(one)
	}
}

func swallow(one net.Conn) {
	defer one.Close()
	_, _ = io.Copy(io.Discard, one)
}

// Says who asked, and how, so that a test sees what a proxy made of it.
func echo(w http.ResponseWriter, r *http.Request, program string, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	answer := map[string]any{
		"program": program, "pod": os.Getenv("HOSTNAME"), "host": r.Host, "path": r.URL.Path, "remote": r.RemoteAddr, "headers": r.Header,
	}
	if program == "uptime-kuma" {
		// What it says to a push.
		answer["ok"] = true
	}
	_ = json.NewEncoder(w).Encode(answer)
}
