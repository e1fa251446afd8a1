package main

import (
	"net"
	"os"
	"strconv"
	"strings"
)

// What AdGuard Home takes from its settings: where it listens, and the names that it answers by itself.
type adguard struct {
	page, dns int
	rewrites  map[string]net.IP
}

// The names that the answering of questions knows; every other stand-in knows none.
var known = map[string]net.IP{}

// Ends with 3 when the settings are missing: without them it starts as root alone.
func readAdguard(words []string) adguard {
	file := valueOf(words, "-c")
	text, err := os.ReadFile(file)
	if err != nil {
		fail(3, "refused: -c names no settings: %s", err)
	}
	found := parseAdguard(string(text))
	if found.page == 0 || found.dns == 0 {
		fail(3, "refused: %s: http.address or dns.port names no port", file)
	}
	known = found.rewrites
	return found
}

// Of YAML it knows what these settings have: lines of a name and a value below a name at the margin.
func parseAdguard(text string) adguard {
	found := adguard{rewrites: map[string]net.IP{}}
	section, domain := "", ""
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "-") {
			section = name
		}
		switch section + "." + strings.TrimPrefix(name, "- ") {
		case "http.address":
			found.page, _ = strconv.Atoi(value[strings.LastIndex(value, ":")+1:])
		case "dns.port":
			found.dns, _ = strconv.Atoi(value)
		case "filtering.domain":
			domain = value
		case "filtering.answer":
			if ip := net.ParseIP(value).To4(); ip != nil {
				found.rewrites[domain] = ip
			}
		}
	}
	return found
}

func (a adguard) listeners() []listener {
	return []listener{{"http", a.page}, {"tcp", a.dns}, {"udp", a.dns}}
}
