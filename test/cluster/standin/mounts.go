package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A mount is a place of this process's file system: where, and with what options.
type mount struct {
	place    string
	readOnly bool
}

func mounts() (found []mount) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		fail(3, "refused: %s", err)
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 5 {
			found = append(found, mount{words[4], slices.Contains(strings.Split(words[5], ","), "ro")})
		}
	}
	return found
}

// The last mount at a place is the one that is seen.
func mountAt(place string) (last mount, found bool) {
	for _, each := range mounts() {
		if each.place == place {
			last, found = each, true
		}
	}
	return last, found
}

// Every file of what is mounted read-only, as secrets are.
func mountedFiles() (files []string) {
	for _, each := range mounts() {
		first := strings.Split(strings.TrimPrefix(each.place, "/"), "/")[0]
		if each.place == "/" || !each.readOnly || slices.Contains([]string{"proc", "sys", "dev", "host"}, first) {
			continue
		}
		// What cannot be read is no file that the program has.
		_ = filepath.WalkDir(each.place, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			// Kubernetes keeps the content in a folder of this kind and links to it.
			if entry.IsDir() && strings.HasPrefix(entry.Name(), "..") {
				return fs.SkipDir
			}
			if !entry.IsDir() && entry.Name() != "..data" {
				files = append(files, path)
			}
			return nil
		})
	}
	return files
}
