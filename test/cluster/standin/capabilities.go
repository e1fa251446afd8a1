package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// By their numbers in the kernel; these are the ones that contracts name.
var numbers = map[string]uint{"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7, "NET_BIND_SERVICE": 10}

// What the process may ever have: a program that is not root gets it from its file.
func (c contract) capabilities() (found []string) {
	if len(c.Adds) == 0 {
		return nil
	}
	bounding := uint64(0)
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if value, is := strings.CutPrefix(line, "CapBnd:"); is {
			bounding, _ = strconv.ParseUint(strings.TrimSpace(value), 16, 64)
		}
	}
	for _, name := range c.Adds {
		number, known := numbers[name]
		if !known || bounding>>number&1 == 0 {
			found = append(found, fmt.Sprintf("has no %s", name))
		}
	}
	return found
}
