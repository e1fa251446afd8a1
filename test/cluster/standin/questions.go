package main

import "net"

// Answers whatever comes in a datagram. A question of DNS gets itself back as an answer that knows nothing of the name.
func answerQuestions(at string) {
	heard, err := net.ListenPacket("udp", at)
	if err != nil {
		fail(4, "port %s cannot be opened: %s", at, err)
	}
	go func() {
		text := make([]byte, 1500)
		for {
			length, from, err := heard.ReadFrom(text)
			if err != nil {
				fail(4, "%s hears no more: %s", at, err)
			}
			if length >= 12 {
				text[2] |= 0x80
			}
			_, _ = heard.WriteTo(text[:length], from)
		}
	}()
}
