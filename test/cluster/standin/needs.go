package main

import (
	"fmt"
	"os"
	"time"
)

// A need is something outside the pod that the program does not work without.
type need struct {
	name string
	ask  func() error
	// Without it the program ends, instead of being merely not ready.
	starts bool
}

type needs []need

const patience = 60 * time.Second

// Waits for what the program opens at its start; ends with 1 when it does not come in a minute.
func (n needs) wait() {
	for _, each := range n {
		if !each.starts {
			continue
		}
		last := ""
		for limit := time.Now().Add(patience); ; time.Sleep(time.Second) {
			err := each.ask()
			if err == nil {
				say("%s: connected", each.name)
				break
			}
			if err.Error() != last {
				last = err.Error()
				say("%s: not yet: %s", each.name, last)
			}
			if time.Now().After(limit) {
				fail(1, "%s: gave up after %s: %s", each.name, patience, last)
			}
		}
	}
}

// What is missing now.
func (n needs) met() error {
	for _, each := range n {
		if err := each.ask(); err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
		}
	}
	return nil
}

func needsOf(image string) needs {
	env := os.Getenv
	switch image {
	case "paperless-ngx":
		return needs{
			{"PostgreSQL", postgres(env("PAPERLESS_DBHOST"), env("PAPERLESS_DBPORT"), option(env("PAPERLESS_DB_OPTIONS"), "sslrootcert")), true},
			{"Redis", redis(secret(env("PAPERLESS_REDIS_FILE"))), true},
		}
	case "n8n":
		return needs{{"PostgreSQL", postgres(env("DB_POSTGRESDB_HOST"), env("DB_POSTGRESDB_PORT"), env("DB_POSTGRESDB_SSL_CA_FILE")), true}}
	case "server":
		if env("DATABASE_URL_FILE") == "" {
			return nil
		}
		return needs{{"PostgreSQL", postgresAt(secret(env("DATABASE_URL_FILE"))), true}}
	case "monica":
		// Its entry point waits by these, and the application takes the URL.
		address := secret(env("DATABASE_URL_FILE"))
		return needs{{"PostgreSQL", postgres(env("DB_HOST"), env("DB_PORT"), authorityOf(address)), true}}
	case "roundcubemail":
		file := env("ROUNDCUBE_AUTHORITY_FILE")
		return needs{{"PostgreSQL", postgres(env("ROUNDCUBEMAIL_DB_HOST"), env("ROUNDCUBEMAIL_DB_PORT"), file), true}}
	case "opensignserver":
		return needs{{"MongoDB", mongoAt(env("MONGODB_URI")), true}}
	case "paperless-gpt":
		return needs{{"Paperless", tags(env("PAPERLESS_BASE_URL"), env("PAPERLESS_API_TOKEN")), false}}
	case "unifi-network-application":
		return needs{{"MongoDB", mongo(env("MONGO_HOST"), env("MONGO_PORT"), ""), true}}
	case "dozzle":
		return needs{{"Kubernetes", kubernetes, true}}
	}
	return nil
}
