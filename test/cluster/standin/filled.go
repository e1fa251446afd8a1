package main

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// A part of a service that what fills it talks to: a program of its own, behind the service's port.
type filled struct {
	address string
	command []string
	env     []string
	// Whether a request is that program's.
	takes func(r *http.Request) bool
}

const node = "/usr/local/bin/node"

var filledParts = map[string]func() filled{
	"uptime-kuma": func() filled {
		return filled{
			address: "127.0.0.1:13001",
			command: []string{"/app/server/server.js"},
			env:     []string{"UPTIME_KUMA_HOST=127.0.0.1", "UPTIME_KUMA_PORT=13001"},
			takes: func(r *http.Request) bool {
				return strings.HasPrefix(r.URL.Path, "/socket.io/") || strings.HasPrefix(r.URL.Path, "/api/status-page/")
			},
		}
	},
	"n8n": func() filled {
		return filled{
			address: "127.0.0.1:15678",
			command: []string{"/usr/local/share/standin/n8n.js", "15678"},
			takes: func(r *http.Request) bool {
				return strings.HasPrefix(r.URL.Path, "/rest/") || strings.HasPrefix(r.URL.Path, "/webhook/mk360-")
			},
		}
	},
	"monica": func() filled {
		return filled{
			address: "127.0.0.1:18080",
			command: []string{"/usr/local/share/standin/monica.js", "18080", "/var/www/html/storage"},
			takes:   func(r *http.Request) bool { return r.URL.Path == "/register" },
		}
	},
	"opensignserver": func() filled {
		return filled{
			address: "127.0.0.1:18081",
			command: []string{"/usr/local/share/standin/opensign.js", "18081", "/usr/src/app/files/files"},
			takes: func(r *http.Request) bool {
				return strings.HasPrefix(r.URL.Path, "/app/functions/") || strings.HasPrefix(r.URL.Path, "/app/classes/")
			},
		}
	},
	"server": func() filled {
		return filled{
			address: "127.0.0.1:18082",
			// Half of the smaller vault's memory is what its password takes.
			command: []string{"--max-old-space-size=16", "/usr/local/share/standin/vaultwarden.js", "18082", "/data/stand-in"},
			takes: func(r *http.Request) bool {
				return strings.HasPrefix(r.URL.Path, "/admin/") || r.URL.Path == "/admin" && r.Method == http.MethodPost
			},
		}
	},
	"paperless-ngx": func() filled {
		return filled{
			address: "127.0.0.1:18000",
			command: []string{"/usr/local/share/standin/paperless.js", "18000", "/usr/src/paperless/data/stand-in"},
			env: []string{
				"PAPERLESS_ADMIN_USER=" + secret(os.Getenv("PAPERLESS_ADMIN_USER_FILE")),
				"PAPERLESS_ADMIN_PASSWORD=" + secret(os.Getenv("PAPERLESS_ADMIN_PASSWORD_FILE")),
			},
			takes: func(r *http.Request) bool {
				return r.URL.Path == "/api/token/" || strings.HasPrefix(r.URL.Path, "/api/") && r.Header.Get("Authorization") != ""
			},
		}
	},
}

// Hands to the program of its own what is that one's, and ends with it.
func (me identity) filledBefore(rest http.Handler) http.Handler {
	part := filledParts[me.image]
	if part == nil {
		return rest
	}
	// Beside one program alone, where nobody is filled, there is none.
	if _, err := os.Stat(node); err != nil {
		fmt.Fprintf(os.Stderr, "there is no %s: nothing here can be filled\n", node)
		return rest
	}
	own := part()
	program := exec.Command(node, own.command...)
	program.Env = append(os.Environ(), own.env...)
	program.Stdout, program.Stderr = os.Stderr, os.Stderr
	if err := program.Start(); err != nil {
		fail(4, "what is filled does not start: %s", err)
	}
	go func() {
		fail(4, "what is filled has ended: %v", program.Wait())
	}()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: own.address})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if own.takes(r) {
			proxy.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})
}
