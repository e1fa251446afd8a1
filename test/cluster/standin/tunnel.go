package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// The tunnel's own words, a line of JSON each. A client logs in with its proxies and keeps that connection; for each
// visitor the server names a number on it, and the client fetches that visitor over a connection of its own.
type login struct {
	Token   string  `json:"token"`
	Proxies []proxy `json:"proxies,omitempty"`
	Visitor int     `json:"visitor,omitempty"`
}

type proxy struct {
	Name       string `json:"name"`
	RemotePort string `json:"remotePort"`
}

type told struct {
	Error   string `json:"error,omitempty"`
	Visitor int    `json:"visitor,omitempty"`
	// Whose visitor it is.
	Proxy string `json:"proxy,omitempty"`
}

// Both ends say something this often, so that each notices within twice the time that the other is gone.
const beat = 10 * time.Second

// Both ends show a certificate that the authority has signed. A client that is told of none trusts any server, as frp's does.
func (s settings) tls() *tls.Config {
	var trusted *x509.CertPool
	if file := s.values["transport.tls.trustedCaFile"]; file != "" {
		var err error
		if trusted, err = authorities(file); err != nil {
			fail(3, "refused: transport.tls.trustedCaFile: %s", err)
		}
	}
	pair, err := tls.LoadX509KeyPair(s.need("transport.tls.certFile"), s.need("transport.tls.keyFile"))
	if err != nil {
		fail(3, "refused: transport.tls.certFile: %s", err)
	}
	return &tls.Config{
		InsecureSkipVerify: trusted == nil,
		Certificates:       []tls.Certificate{pair}, RootCAs: trusted, ClientCAs: trusted, ClientAuth: tls.RequireAndVerifyClientCert,
		ServerName: s.values["transport.tls.serverName"],
	}
}

func (s settings) token() string {
	token := secret(s.need("auth.tokenSource.file.path"))
	if token == "" {
		fail(3, "refused: auth.tokenSource.file.path names a file that is missing or empty")
	}
	return token
}

// The page of either end: its health is everybody's, the rest wants its user.
func (s settings) openPage(answer func() any) {
	pages := http.NewServeMux()
	pages.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	pages.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		name, password, _ := r.BasicAuth()
		if name != s.values["webServer.user"] || password != s.values["webServer.password"] {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_ = json.NewEncoder(w).Encode(answer())
	})
	accepted, err := net.Listen("tcp", s.page())
	if err != nil {
		fail(4, "the page cannot be opened: %s", err)
	}
	go http.Serve(accepted, pages)
}

// A line is written as one, whoever else writes on the same connection.
type speaker struct {
	mutex sync.Mutex
	out   net.Conn
}

func (s *speaker) say(line any) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_ = s.out.SetWriteDeadline(time.Now().Add(beat))
	_, err = s.out.Write(append(text, '\n'))
	return err
}

func hear(from *bufio.Reader, on net.Conn, into any) error {
	_ = on.SetReadDeadline(time.Now().Add(2 * beat))
	line, err := from.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(line, into)
}

// Carries both ways until both are through.
func join(one net.Conn, read io.Reader, other net.Conn) {
	_ = one.SetDeadline(time.Time{})
	var both sync.WaitGroup
	carry := func(to net.Conn, from io.Reader) {
		_, _ = io.Copy(to, from)
		if half, can := to.(interface{ CloseWrite() error }); can {
			_ = half.CloseWrite()
		}
	}
	both.Go(func() { carry(other, read) })
	both.Go(func() { carry(one, other) })
	both.Wait()
	one.Close()
	other.Close()
}
