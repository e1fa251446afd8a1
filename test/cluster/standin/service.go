package main

import (
	"os"
	"strings"
)

// The programs of each image that have a contract of their own; whatever else runs from it is a helper.
var services = map[string][]string{
	"adguardhome":               {"adguard"},
	"dozzle":                    {"dozzle"},
	"frpc":                      {"frpc"},
	"frps":                      {"frps"},
	"gotenberg":                 {"gotenberg", "gotenberg-private"},
	"mongo":                     {"mongodb"},
	"monica":                    {"monica"},
	"n8n":                       {"n8n"},
	"netdata":                   {"netdata-vps", "netdata-nas"},
	"opensign":                  {"opensign-client"},
	"opensignserver":            {"opensign-server"},
	"paperless-gpt":             {"paperless-gpt"},
	"paperless-ngx":             {"paperless-business", "paperless-private"},
	"roundcubemail":             {"roundcube"},
	"server":                    {"vaultwarden-business", "vaultwarden-private"},
	"tika":                      {"tika", "tika-private"},
	"unifi-network-application": {"unifi"},
	"uptime-kuma":               {"uptime-kuma"},
}

// An identity is what a process can know of itself inside a pod.
type identity struct {
	pod, image, service string
	contract            contract
}

// The contract of this image in this pod; a helper of the pod has none.
func whoAmI() (me identity, known bool) {
	pod, image := os.Getenv("HOSTNAME"), os.Getenv("STANDIN_IMAGE")
	if pod == "" {
		pod, _ = os.Hostname()
	}
	service, found := contractFor(pod, readContracts(contractsFile()))
	for _, each := range services[image] {
		if found != nil && each == service {
			return identity{pod, image, service, *found}, true
		}
	}
	return identity{pod: pod, image: image}, false
}

// A service that its contract describes: refuses, writes, waits, serves.
func beService() {
	me, known := whoAmI()
	// MongoDB of the unifi pod has no contract: it is a part of that pod's program.
	if !known && me.image != "mongo" {
		fail(3, "refused: the image %q has no contract in the pod %q", me.image, me.pod)
	}
	if known {
		me.refuse()
	}
	switch me.image {
	case "mongo":
		me.write()
		runMongod(os.Args[1:])
		return
	case "frps":
		runFrps(os.Args[1:])
		return
	case "frpc":
		runFrpc(os.Args[1:])
		return
	}
	me.write()
	needed := needsOf(me.image)
	needed.wait()
	handler := me.filledBefore(me.handler(needed))
	for _, each := range portsOf(me) {
		each.open("", handler)
	}
	say("%s stands in for %s: ready", me.pod, me.image)
	select {}
}

// The program of an image that only works in the background, such as a queue: it opens no port.
func beWorker() {
	if !strings.Contains(strings.Join(os.Args, " "), "artisan") {
		fail(3, "refused: no word of its command is artisan")
	}
	needsOf(os.Getenv("STANDIN_IMAGE")).wait()
	say("a worker: ready")
	select {}
}
