package main

import (
	"compress/gzip"
	"os"
	"strings"
)

// Writes an archive of one document; it begins as each of them does.
func runMongodump(words []string) {
	if settings := secret(valueOf(words, "--config")); !strings.Contains(settings, "password:") {
		fail(1, "--config %s holds no password", valueOf(words, "--config"))
	}
	if err := mongo(valueOf(words, "--host"), valueOf(words, "--port"), valueOf(words, "--sslCAFile"))(); err != nil {
		fail(1, "%s", err)
	}
	file, err := os.OpenFile(valueOf(words, "--archive"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		fail(1, "%s", err)
	}
	packed := gzip.NewWriter(file)
	_, err = packed.Write([]byte("\x6d\xe2\x99\x81 one document of a stand-in"))
	if err == nil {
		err = packed.Close()
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		fail(1, "%s", err)
	}
	say("done dumping %s.standin (1 document)", valueOf(words, "--db"))
}
