package main

import (
	"net/http"
	"os"
)

// What the contracts do not say: ports without a connection.
var datagrams = map[string][]int{"unifi": {3478}}

// Ports on which the program speaks HTTP, although nobody asks there whether it is ready.
var spoken = map[string][]int{"unifi": {8080}}

func portsOf(me identity) (found []listener) {
	if me.image == "adguardhome" {
		return readAdguard(os.Args).listeners()
	}
	answers := map[int]string{}
	for _, port := range me.contract.Ports {
		answers[port] = "tcp"
	}
	for _, port := range spoken[me.service] {
		answers[port] = "http"
	}
	for _, each := range []*asked{&me.contract.Ready, me.contract.Alive, me.contract.Starts} {
		if each == nil || each.Path == nil || each.Port == 0 {
			continue
		}
		answers[each.Port] = "http"
		if each.TLS {
			answers[each.Port] = "https"
		}
	}
	for _, port := range datagrams[me.service] {
		found = append(found, listener{"udp", port})
		delete(answers, port)
	}
	for port, kind := range answers {
		found = append(found, listener{kind, port})
	}
	return found
}

func (me identity) handler(needed needs) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code := http.StatusOK
		if path := me.contract.Ready.Path; path != nil && path.fits(r.URL.Path) && !me.isAlive(r.URL.Path) {
			if err := needed.met(); err != nil {
				say("not ready: %s", err)
				code = http.StatusServiceUnavailable
			}
		}
		echo(w, r, me.image, code)
	})
}

func (me identity) isAlive(path string) bool {
	alive := me.contract.Alive
	return alive != nil && alive.Path != nil && alive.Path.fits(path)
}
