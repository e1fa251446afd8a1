package main

import (
	"bufio"
	"crypto/subtle"
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// The server's end of the tunnel.
type tunnelServer struct {
	settings settings
	token    string
	mutex    sync.Mutex
	visitors map[int]net.Conn
	count    int
	proxies  map[string]net.Listener
}

func runFrps(words []string) {
	found := readSettings(words)
	if len(words) > 0 && words[0] == "verify" {
		found.verified()
		return
	}
	server := &tunnelServer{settings: found, token: found.token(), visitors: map[int]net.Conn{}, proxies: map[string]net.Listener{}}
	accepted, err := tls.Listen("tcp", ":"+found.need("bindPort"), found.tls())
	if err != nil {
		fail(4, "bindPort cannot be opened: %s", err)
	}
	found.openPage(func() any { return server.names() })
	say("frps started successfully")
	say("frps: ready")
	accept(accepted, server.take)
}

func (t *tunnelServer) names() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	names := []string{}
	for name := range t.proxies {
		names = append(names, name)
	}
	return names
}

// A connection of a client: the one that it logs in with, or one that fetches a visitor.
func (t *tunnelServer) take(client net.Conn) {
	read := bufio.NewReader(client)
	var asked login
	if err := hear(read, client, &asked); err != nil {
		say("%s: refused: %s", client.RemoteAddr(), err)
		client.Close()
		return
	}
	if subtle.ConstantTimeCompare([]byte(asked.Token), []byte(t.token)) != 1 {
		say("%s: refused: another token", client.RemoteAddr())
		_ = (&speaker{out: client}).say(told{Error: "connect to server error: register control error: the token is another one"})
		client.Close()
		return
	}
	if asked.Visitor == 0 {
		t.serve(client, read, asked.Proxies)
		return
	}
	if visitor := t.fetch(asked.Visitor); visitor != nil {
		join(client, read, visitor)
		return
	}
	client.Close()
}

func (t *tunnelServer) fetch(number int) net.Conn {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	visitor := t.visitors[number]
	delete(t.visitors, number)
	return visitor
}

// Serves a client until it is gone, and takes its ports back.
func (t *tunnelServer) serve(client net.Conn, read *bufio.Reader, proxies []proxy) {
	defer client.Close()
	words := &speaker{out: client}
	for _, each := range proxies {
		opened, err := t.open(each)
		if err != "" {
			say("%s: %s", each.Name, err)
			_ = words.say(told{Error: "start error: " + err})
			return
		}
		defer t.close(each.Name)
		go t.announce(each.Name, opened, words)
	}
	say("%s: logged in", client.RemoteAddr())
	if words.say(told{}) != nil {
		return
	}
	for {
		var nothing told
		if err := hear(read, client, &nothing); err != nil {
			say("%s: gone: %s", client.RemoteAddr(), err)
			return
		}
		if words.say(told{}) != nil {
			return
		}
	}
}

func (t *tunnelServer) open(asked proxy) (net.Listener, string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	allowed := strings.FieldsFunc(t.settings.values["allowPorts"], func(sign rune) bool { return sign < '0' || sign > '9' })
	if !slices.Contains(allowed, asked.RemotePort) {
		return nil, "port " + asked.RemotePort + " is not allowed"
	}
	if t.proxies[asked.Name] != nil {
		return nil, "proxy " + asked.Name + " is taken"
	}
	opened, err := net.Listen("tcp", ":"+asked.RemotePort)
	if err != nil {
		return nil, err.Error()
	}
	t.proxies[asked.Name] = opened
	return opened, ""
}

func (t *tunnelServer) close(name string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.proxies[name].Close()
	delete(t.proxies, name)
}

// Tells the client of each visitor, who waits no longer than twice the beat to be fetched.
func (t *tunnelServer) announce(name string, opened net.Listener, words *speaker) {
	for {
		visitor, err := opened.Accept()
		if err != nil {
			return
		}
		t.mutex.Lock()
		t.count++
		number := t.count
		t.visitors[number] = visitor
		t.mutex.Unlock()
		_ = words.say(told{Visitor: number, Proxy: name})
		time.AfterFunc(2*beat, func() {
			if late := t.fetch(number); late != nil {
				late.Close()
			}
		})
	}
}
