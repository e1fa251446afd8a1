package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

// The home's end of the tunnel.
type tunnelClient struct {
	settings settings
	token    string
	tls      *tls.Config
	mutex    sync.Mutex
	stands   bool
}

// What its page says of a proxy, by the names that frp has for it.
type proxyStatus struct {
	Name       string `json:"name"`
	Status     string `json:"status"`
	LocalAddr  string `json:"local_addr"`
	RemoteAddr string `json:"remote_addr"`
}

func runFrpc(words []string) {
	if len(words) > 0 && words[0] == "status" {
		showStatus(readSettings(words))
		return
	}
	found := readSettings(words)
	if len(words) > 0 && words[0] == "verify" {
		found.verified()
		return
	}
	client := &tunnelClient{settings: found, token: found.token(), tls: found.tls()}
	client.tls.ServerName = found.need("transport.tls.serverName")
	found.openPage(func() any { return map[string]any{"tcp": client.status()} })
	say("frpc: ready")
	for ; ; time.Sleep(time.Second) {
		err := client.stay()
		client.set(false)
		say("%s", err)
	}
}

func (t *tunnelClient) set(stands bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if stands && !t.stands {
		say("start proxy success")
	}
	t.stands = stands
}

// Nothing at all while there is no server.
func (t *tunnelClient) status() []proxyStatus {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	found := []proxyStatus{}
	if !t.stands {
		return found
	}
	for _, each := range t.settings.proxies {
		local := net.JoinHostPort(each["localIP"], each["localPort"])
		remote := net.JoinHostPort(t.settings.values["serverAddr"], each["remotePort"])
		found = append(found, proxyStatus{each["name"], "running", local, remote})
	}
	return found
}

func (t *tunnelClient) dial(first login) (net.Conn, error) {
	at := net.JoinHostPort(t.settings.need("serverAddr"), t.settings.need("serverPort"))
	one, err := tls.DialWithDialer(&net.Dialer{Timeout: beat}, "tcp", at, t.tls)
	if err != nil {
		return nil, err
	}
	first.Token = t.token
	return one, (&speaker{out: one}).say(first)
}

// Logs in and stays, until the server is gone or refuses.
func (t *tunnelClient) stay() error {
	asked := login{}
	for _, each := range t.settings.proxies {
		asked.Proxies = append(asked.Proxies, proxy{each["name"], each["remotePort"]})
	}
	server, err := t.dial(asked)
	if server != nil {
		defer server.Close()
	}
	if err != nil {
		return fmt.Errorf("connect to server error: %w", err)
	}
	words, ended := &speaker{out: server}, make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case <-ended:
				return
			case <-time.After(beat):
				_ = words.say(told{})
			}
		}
	}()
	read := bufio.NewReader(server)
	for {
		var heard told
		if err := hear(read, server, &heard); err != nil {
			return fmt.Errorf("connect to server error: %w", err)
		}
		if heard.Error != "" {
			return errors.New(heard.Error)
		}
		t.set(true)
		if heard.Visitor > 0 {
			go t.fetch(heard.Visitor, heard.Proxy)
		}
	}
}

func (t *tunnelClient) fetch(visitor int, name string) {
	at := slices.IndexFunc(t.settings.proxies, func(each map[string]string) bool { return each["name"] == name })
	if at < 0 {
		return
	}
	wanted := t.settings.proxies[at]
	local, err := net.DialTimeout("tcp", net.JoinHostPort(wanted["localIP"], wanted["localPort"]), beat)
	if err != nil {
		say("frpc: %s: %s", name, err)
	}
	// Also then, so that the visitor hears of it at once.
	server, failed := t.dial(login{Visitor: visitor})
	if err != nil || failed != nil {
		for _, each := range []net.Conn{local, server} {
			if each != nil {
				each.Close()
			}
		}
		return
	}
	join(server, server, local)
}

// frpc status -c FILE: a line for each proxy, as tunnel-stands.sh reads them.
func showStatus(found settings) {
	request, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1:"+found.need("webServer.port")+"/api/status", nil)
	request.SetBasicAuth(found.values["webServer.user"], found.values["webServer.password"])
	answer, err := (&http.Client{Timeout: try}).Do(request)
	if err != nil {
		fail(1, "frpc: %s", err)
	}
	defer answer.Body.Close()
	var proxies map[string][]proxyStatus
	if err := json.NewDecoder(answer.Body).Decode(&proxies); err != nil {
		fail(1, "frpc: its page answers %s: %s", answer.Status, err)
	}
	if len(proxies["tcp"]) == 0 {
		return
	}
	fmt.Fprintf(os.Stdout, "TCP\n%-10s%-9s%-20s%s\n", "Name", "Status", "LocalAddr", "RemoteAddr")
	for _, each := range proxies["tcp"] {
		fmt.Printf("%-10s%-9s%-20s%s\n", each.Name, each.Status, each.LocalAddr, each.RemoteAddr)
	}
}
