package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Logs in at Redis as its address says, and wants a PONG.
func redis(address string) func() error {
	return func() error {
		parsed, err := url.Parse(address)
		if err != nil || parsed.Hostname() == "" {
			return fmt.Errorf("the address of Redis is none")
		}
		port := parsed.Port()
		if port == "" {
			port = "6379"
		}
		one, err := net.DialTimeout("tcp", net.JoinHostPort(parsed.Hostname(), port), try)
		if err != nil {
			return err
		}
		defer one.Close()
		_ = one.SetDeadline(time.Now().Add(try))
		if parsed.Scheme == "rediss" {
			trusted, err := authorities(authorityOf(address))
			if err != nil {
				return err
			}
			one = tls.Client(one, &tls.Config{RootCAs: trusted, ServerName: parsed.Hostname()})
		}
		answers := bufio.NewReader(one)
		if password, given := parsed.User.Password(); given {
			words := []string{"AUTH", password}
			if name := parsed.User.Username(); name != "" {
				words = []string{"AUTH", name, password}
			}
			if err := command(one, answers, "+OK", words...); err != nil {
				return err
			}
		}
		return command(one, answers, "+PONG", "PING")
	}
}

func command(one net.Conn, answers *bufio.Reader, wants string, words ...string) error {
	text := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		text += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	if _, err := one.Write([]byte(text)); err != nil {
		return err
	}
	answer, err := answers.ReadString('\n')
	if err != nil {
		return err
	}
	if strings.TrimSpace(answer) != wants {
		return fmt.Errorf("%s: %s", words[0], strings.TrimSpace(answer))
	}
	return nil
}
