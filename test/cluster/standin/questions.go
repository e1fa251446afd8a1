package main

import (
	"net"
	"strings"
)

// Answers whatever comes in a datagram: a question of DNS by the names that are known, else by itself.
func answerQuestions(at string) {
	heard, err := net.ListenPacket("udp", at)
	if err != nil {
		fail(4, "%s cannot be opened: %s", at, err)
	}
	go func() {
		text := make([]byte, 1500)
		for {
			length, from, err := heard.ReadFrom(text)
			if err != nil {
				fail(4, "%s hears no more: %s", at, err)
			}
			_, _ = heard.WriteTo(answerTo(text[:length]), from)
		}
	}()
}

// The question itself, marked as an answer; with the address of its name, where that is known.
func answerTo(text []byte) []byte {
	if len(text) < 12 {
		return text
	}
	name, end := nameOf(text[12:])
	reply := append([]byte{}, text...)
	reply[2] |= 0x80
	if ip := known[name]; ip != nil && len(text) >= 12+end+4 && text[12+end+1] == 1 {
		// One answer, and nothing of what the question brought beside it.
		reply = append(reply[:12+end+4], 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4)
		reply = append(reply, ip...)
		copy(reply[6:12], []byte{0, 1, 0, 0, 0, 0})
	}
	return reply
}

// The name of a question, and how many bytes it takes.
func nameOf(text []byte) (name string, length int) {
	var labels []string
	for length < len(text) {
		size := int(text[length])
		length++
		if size == 0 || length+size > len(text) {
			break
		}
		labels = append(labels, string(text[length:length+size]))
		length += size
	}
	return strings.ToLower(strings.Join(labels, ".")), length
}
