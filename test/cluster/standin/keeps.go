package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Folders from which the program takes what it finds: nothing of its own may lie there.
var inbox = map[string]bool{"/usr/src/paperless/consume": true, "/usr/src/paperless/uploads": true}

// Writes what the program would have written by its first start, and notes each start.
func (me identity) write() {
	for _, folder := range me.contract.Keeps {
		if inbox[folder] {
			continue
		}
		file, err := os.OpenFile(filepath.Join(folder, "starts"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
		if err == nil {
			_, err = fmt.Fprintf(file, "%s %s\n", time.Now().UTC().Format(time.RFC3339), me.pod)
		}
		if err == nil {
			err = file.Close()
		}
		if err != nil {
			fail(3, "refused: %s", err)
		}
	}
	for path, text := range me.files() {
		keep(path, text, 0o640)
	}
	me.giveAway()
}

// By the names that the backup jobs and the scripts before a start read.
func (me identity) files() map[string]string {
	switch me.image {
	case "paperless-ngx":
		return map[string]string{
			"/usr/src/paperless/media/documents/originals/2026/somebody/letter-1.pdf":  document("letter"),
			"/usr/src/paperless/media/documents/originals/2026/somebody/invoice-2.pdf": document("invoice"),
			"/usr/src/paperless/media/documents/thumbnails/0000001.webp":               "a thumbnail\n",
			"/usr/src/paperless/data/index/settings.json":                              "{}\n",
			"/usr/src/paperless/data/celerybeat-schedule.db":                           "a schedule\n",
		}
	case "opensignserver":
		return map[string]string{"/usr/src/app/files/files/contract.pdf": document("contract")}
	case "server":
		files := map[string]string{"/data/rsa_key.pem": rsaKey(), "/data/attachments/one/attachment": "an attachment\n"}
		if os.Getenv("DATABASE_URL_FILE") == "" {
			files["/data/db.sqlite3"] = database("users")
		}
		return files
	case "uptime-kuma":
		return map[string]string{"/app/data/kuma.db": database("monitor"), "/app/data/upload/logo.png": "a picture\n"}
	case "paperless-gpt":
		return map[string]string{
			"/app/db/modification_history.db": database("modification_histories"),
			"/app/prompts/title_prompt.tmpl":  "Name the document.\n",
			"/app/config/settings.json":       "{}\n",
		}
	case "n8n":
		return map[string]string{"/home/node/.n8n/config": "{}\n"}
	case "monica":
		return map[string]string{"/var/www/html/storage/app/public/photo.jpg": "a photo\n", "/var/www/html/storage/logs/laravel.log": "a line\n"}
	case "unifi-network-application":
		// UniFi writes a backslash before each colon, as Java does.
		address := `db.mongo.uri=mongodb\://unifi\:` + secret(os.Getenv("FILE__MONGO_PASS")) + "@127.0.0.1:27017/unifi?authSource\\=admin\n"
		return map[string]string{"/config/data/system.properties": address, "/config/data/backup/autobackup/autobackup_10.6.106.unf": "a backup\n"}
	}
	return nil
}

// Who owns the files where the entry point, as root, hands them to somebody else.
func (me identity) giveAway() {
	user, group := 33, 33
	switch me.image {
	case "monica":
	case "unifi-network-application":
		user, _ = strconv.Atoi(os.Getenv("PUID"))
		group, _ = strconv.Atoi(os.Getenv("PGID"))
	default:
		return
	}
	for _, folder := range me.contract.Keeps {
		err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Lchown(path, user, group)
		})
		if err != nil {
			fail(3, "refused: %s", err)
		}
	}
}

// keep writes a file unless an earlier start did.
func keep(path, text string, mode os.FileMode) {
	if _, err := os.Stat(path); err == nil {
		return
	}
	err := os.MkdirAll(filepath.Dir(path), 0o750)
	if err == nil {
		err = os.WriteFile(path, []byte(text), mode)
	}
	if err != nil {
		fail(3, "refused: %s", err)
	}
}

func document(about string) string {
	return "%PDF-1.4\n% " + about + "\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
}

func rsaKey() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		fail(3, "no key: %s", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}
