package main

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// How long one try to connect may take.
const try = 3 * time.Second

// Asks PostgreSQL for TLS and verifies it by the authority's file, as sslmode=verify-full does. No user logs in.
func postgres(host, port, authority string) func() error {
	return func() error {
		one, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), try)
		if err != nil {
			return err
		}
		defer one.Close()
		_ = one.SetDeadline(time.Now().Add(try))
		// The request for TLS: its length, and the number that the protocol has for it.
		request := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 8), 80877103)
		answer := make([]byte, 1)
		if _, err := one.Write(request); err != nil {
			return err
		}
		if _, err := one.Read(answer); err != nil {
			return err
		}
		if answer[0] != 'S' {
			return fmt.Errorf("%s speaks no TLS", host)
		}
		return verify(one, host, authority)
	}
}

// verify shakes hands by TLS on a connection, and ends it.
func verify(one net.Conn, host, authority string) error {
	trusted, err := authorities(authority)
	if err != nil {
		return err
	}
	secured := tls.Client(one, &tls.Config{RootCAs: trusted, ServerName: host})
	if err := secured.Handshake(); err != nil {
		return err
	}
	return secured.Close()
}

func postgresAt(address string) func() error {
	parsed, err := url.Parse(address)
	if err != nil {
		return func() error { return fmt.Errorf("the address of the database is none") }
	}
	port := parsed.Port()
	if port == "" {
		port = "5432"
	}
	return postgres(parsed.Hostname(), port, authorityOf(address))
}

// The file that an address names after its question mark.
func authorityOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	for _, name := range []string{"sslrootcert", "tlsCAFile"} {
		if file := parsed.Query().Get(name); file != "" {
			return file
		}
	}
	return ""
}

// One value of a list such as a=1,b=2.
func option(list, name string) string {
	for each := range strings.SplitSeq(list, ",") {
		if key, value, _ := strings.Cut(each, "="); key == name {
			return value
		}
	}
	return ""
}

// The content of a secret's file; nothing where there is none.
func secret(file string) string {
	text, _ := os.ReadFile(file)
	return strings.TrimSpace(string(text))
}
