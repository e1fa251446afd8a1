package main

import (
	"fmt"
	"os"
	"strings"
	"text/template"
)

// Settings are a file of frp: its values by their names, and the proxies that it lists. Of TOML it knows what our files have.
type settings struct {
	values  map[string]string
	proxies []map[string]string
}

// Ends with 1 when the file cannot be understood, a variable in it included.
func readSettings(words []string) settings {
	file := valueOf(words, "-c")
	text, err := os.ReadFile(file)
	if err != nil {
		fail(1, "-c names no file: %s", err)
	}
	found, err := parseSettings(string(text))
	if err != nil {
		fail(1, "%s: %s", file, err)
	}
	return found
}

func parseSettings(text string) (settings, error) {
	found := settings{values: map[string]string{}}
	variables := map[string]string{}
	for _, each := range os.Environ() {
		name, value, _ := strings.Cut(each, "=")
		variables[name] = value
	}
	filled := &strings.Builder{}
	parsed, err := template.New("settings").Parse(text)
	if err == nil {
		err = parsed.Execute(filled, map[string]any{"Envs": variables})
	}
	if err != nil {
		return found, err
	}
	section := found.values
	for line := range strings.Lines(filled.String()) {
		line = strings.TrimSpace(line)
		name, value, is := strings.Cut(line, "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "[[proxies]]":
			section = map[string]string{}
			found.proxies = append(found.proxies, section)
		case is:
			section[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"`)
		default:
			return found, fmt.Errorf("%q is no setting", line)
		}
	}
	return found, nil
}

// What frp says of settings that it only reads.
func (s settings) verified() {
	fmt.Println("the configuration file syntax is ok")
}

// Ends with 3 when a setting is missing.
func (s settings) need(name string) string {
	if s.values[name] == "" {
		fail(3, "refused: %s is not set", name)
	}
	return s.values[name]
}

func (s settings) page() string {
	return s.need("webServer.addr") + ":" + s.need("webServer.port")
}
