package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Connects to MongoDB: by TLS where an authority's file is named, else in the clear.
func mongo(host, port, authority string) func() error {
	return func() error {
		one, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), try)
		if err != nil {
			return err
		}
		defer one.Close()
		if authority == "" {
			return nil
		}
		_ = one.SetDeadline(time.Now().Add(try))
		return verify(one, host, authority)
	}
}

func mongoAt(address string) func() error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() == "" {
		return func() error { return fmt.Errorf("the address of MongoDB is none") }
	}
	port := parsed.Port()
	if port == "" {
		port = "27017"
	}
	return mongo(parsed.Hostname(), port, authorityOf(address))
}

// The value of --NAME=VALUE or --NAME VALUE.
func valueOf(words []string, name string) string {
	for at, word := range words {
		if value, is := strings.CutPrefix(word, name+"="); is {
			return value
		}
		if word == name && at+1 < len(words) {
			return words[at+1]
		}
	}
	return ""
}

// The server: it speaks to those alone whose TLS it understands, where its words ask for that.
func runMongod(words []string) {
	if os.Getuid() == 0 {
		fail(3, "refused: runs as root")
	}
	folder := valueOf(words, "--dbpath")
	if folder == "" {
		folder = "/data/db"
	}
	if err := writable(folder); err != nil {
		fail(3, "refused: %s cannot be written: %s", folder, err)
	}
	keep(filepath.Join(folder, "WiredTiger"), "stand-in of a database\n", 0o600)
	address := valueOf(words, "--bind_ip")
	if slices.Contains(words, "--bind_ip_all") {
		address = ""
	}
	port := valueOf(words, "--port")
	if port == "" {
		port = "27017"
	}
	accepted, err := net.Listen("tcp", net.JoinHostPort(address, port))
	if err != nil {
		fail(4, "port %s cannot be opened: %s", port, err)
	}
	if valueOf(words, "--tlsMode") == "requireTLS" {
		file := valueOf(words, "--tlsCertificateKeyFile")
		pair, err := tls.LoadX509KeyPair(file, file)
		if err != nil {
			fail(3, "refused: --tlsCertificateKeyFile %s: %s", file, err)
		}
		if _, err := authorities(valueOf(words, "--tlsCAFile")); err != nil {
			fail(3, "refused: --tlsCAFile: %s", err)
		}
		accepted = tls.NewListener(accepted, &tls.Config{Certificates: []tls.Certificate{pair}})
	}
	say("mongod: ready")
	accept(accepted, swallow)
}

// The shell of version 7: what the scripts of provisioning and waiting do, without a language.
func runMongosh(words []string) {
	if file := valueOf(words, "--file"); file != "" && secret(file) == "" {
		fail(1, "%s is missing or empty", file)
	}
	ask := mongo(os.Getenv("MONGO_HOST"), os.Getenv("MONGO_PORT"), os.Getenv("MONGO_CA_FILE"))
	patience := 300
	if file := os.Getenv("MONGO_URL_FILE"); file != "" {
		ask = mongoAt(secret(file))
		if seconds, err := strconv.Atoi(os.Getenv("WAIT_SECONDS")); err == nil {
			patience = seconds
		}
	} else if file := os.Getenv("MONGO_PASSWORD_FILE"); secret(file) == "" {
		fail(1, "the password file %s is empty", file)
	}
	for limit := time.Now().Add(time.Duration(patience) * time.Second); ; time.Sleep(time.Second) {
		err := ask()
		if err == nil {
			break
		}
		if time.Now().After(limit) {
			fail(1, "gave up after %d seconds: %s", patience, err)
		}
	}
	for line := range strings.Lines(secret(os.Getenv("MONGO_USERS"))) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if secret(file) == "" {
			fail(1, "the password file %s is empty", file)
		}
		say("%s: ready", name)
	}
	say("takes the login")
}

var secretOfScript = regexp.MustCompile(`secret\("([^"]+)"\)`)

// The shell of version 4.4: connects, and reads the secrets that its script names.
func runMongo(words []string) {
	for _, word := range words {
		if strings.HasPrefix(word, "mongodb://") {
			if err := mongoAt(word)(); err != nil {
				fail(1, "%s", err)
			}
		}
	}
	if len(words) == 0 || !strings.HasPrefix(words[len(words)-1], "/") {
		return
	}
	for _, found := range secretOfScript.FindAllStringSubmatch(secret(words[len(words)-1]), -1) {
		if secret(found[1]) == "" {
			fail(1, "the password file %s is empty", found[1])
		}
	}
}
