// The program that stands in for every image that no registry serves. It knows nothing of the model: what it demands of
// its pod stands in test/contracts, which the image brings as contracts.json.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// What the image's builder links to this program; names.txt has the paths.
var programs = map[string]func(words []string){
	"AdGuardHome":        func([]string) { beService() },
	"apache2-foreground": func([]string) { beService() },
	"entrypoint.sh":      func([]string) { beWorker() },
	"frpc":               runFrpc,
	"frps":               runFrps,
	"mongo":              runMongo,
	"mongod":             runMongod,
	"mongodump":          runMongodump,
	"mongosh":            runMongosh,
	"paperless-gpt":      func([]string) { beService() },
	"start.sh":           func([]string) { beService() },
}

// What it does for the bed itself, by its own name alone.
var commands = map[string]func(words []string){
	"contracts": checkContracts,
	"probe":     probe,
	"serve":     serveOutside,
	"sleep":     func([]string) { select {} },
}

func main() {
	// As the first process of a container it would not hear these by itself.
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-ended
		os.Exit(0)
	}()
	if run := programs[filepath.Base(os.Args[0])]; run != nil {
		run(os.Args[1:])
		return
	}
	if len(os.Args) > 1 {
		if run := commands[os.Args[1]]; run != nil {
			run(os.Args[2:])
			return
		}
	}
	beService()
}

func say(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
}

func fail(code int, format string, values ...any) {
	say(format, values...)
	os.Exit(code)
}
