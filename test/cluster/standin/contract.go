package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
)

// A contract is what test/contracts says of one service; contracts.ts writes it.
type contract struct {
	User           user              `json:"user"`
	Ports          []int             `json:"ports"`
	Keeps          []string          `json:"keeps"`
	Scratch        []string          `json:"scratch"`
	Env            map[string]wanted `json:"env"`
	SecretFiles    []string          `json:"secretFiles"`
	SecretValues   []string          `json:"secretValues"`
	MountedSecrets []wanted          `json:"mountedSecrets"`
	TooOpen        os.FileMode       `json:"tooOpen"`
	Prepared       []string          `json:"prepared"`
	Never          map[string]string `json:"never"`
	Words          []wanted          `json:"words"`
	Adds           []string          `json:"adds"`
	WritesRoot     bool              `json:"writesRoot"`
	Ready          asked             `json:"ready"`
	Alive          *asked            `json:"alive"`
	Starts         *asked            `json:"starts"`
}

// A user is a number and its group's, or any but root where the contract says "any".
type user struct {
	any      bool
	uid, gid int
}

func (u *user) UnmarshalJSON(data []byte) error {
	if string(data) == `"any"` {
		u.any = true
		return nil
	}
	var numbers [2]int
	if err := json.Unmarshal(data, &numbers); err != nil {
		return err
	}
	u.uid, u.gid = numbers[0], numbers[1]
	return nil
}

type asked struct {
	Path *wanted `json:"path"`
	Port int     `json:"port"`
	TLS  bool    `json:"tls"`
}

// A wanted text is equal to one, or matches a pattern.
type wanted struct {
	text    string
	pattern *regexp.Regexp
}

func (w *wanted) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &w.text) == nil {
		return nil
	}
	var written struct{ Pattern string }
	if err := json.Unmarshal(data, &written); err != nil {
		return err
	}
	var err error
	w.pattern, err = regexp.Compile(written.Pattern)
	return err
}

func (w wanted) fits(value string) bool {
	if w.pattern != nil {
		return w.pattern.MatchString(value)
	}
	return value == w.text
}

func (w wanted) String() string {
	if w.pattern != nil {
		return "/" + w.pattern.String() + "/"
	}
	return w.text
}

func contractsFile() string {
	// Tests name another one.
	if named := os.Getenv("STANDIN_CONTRACTS"); named != "" {
		return named
	}
	return "/usr/local/share/standin/contracts.json"
}

func readContracts(file string) map[string]*contract {
	text, err := os.ReadFile(file)
	if err != nil {
		fail(3, "refused: %s", err)
	}
	found := map[string]*contract{}
	if err := json.Unmarshal(text, &found); err != nil {
		fail(3, "refused: %s: %s", file, err)
	}
	return found
}

// A pod is named for its service, which may begin with another one's name.
func contractFor(pod string, contracts map[string]*contract) (service string, found *contract) {
	for name, each := range contracts {
		if strings.HasPrefix(pod, name+"-") && len(name) > len(service) {
			service, found = name, each
		}
	}
	return service, found
}

// contracts FILE: ends with 3 when a pattern of it cannot be understood.
func checkContracts(words []string) {
	say("%d contracts", len(readContracts(words[0])))
}
