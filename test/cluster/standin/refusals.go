package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Ends with 3 and a line for each breach, as the real program would not start either.
func (me identity) refuse() {
	found := me.contract.breaches()
	for _, each := range found {
		say("refused: %s", each)
	}
	if len(found) > 0 {
		os.Exit(3)
	}
}

func (c contract) breaches() []string {
	return slices.Concat(c.userBreaches(), c.capabilities(), c.folders(), c.secrets(), c.variables(), c.commandLine())
}

func (c contract) userBreaches() []string {
	uid, gid := os.Getuid(), os.Getgid()
	if c.User.any {
		if uid == 0 {
			return []string{"runs as root"}
		}
		return nil
	}
	if uid != c.User.uid || gid != c.User.gid {
		return []string{fmt.Sprintf("runs as %d:%d, and the image knows %d:%d", uid, gid, c.User.uid, c.User.gid)}
	}
	return nil
}

func (c contract) folders() (found []string) {
	for _, path := range c.Keeps {
		if _, mounted := mountAt(path); !mounted {
			found = append(found, path+" is no mount of its own, and goes with the pod")
		}
	}
	for _, path := range slices.Concat(c.Keeps, c.Scratch) {
		if err := writable(path); err != nil {
			found = append(found, fmt.Sprintf("%s cannot be written: %s", path, err))
		}
	}
	for _, path := range c.Prepared {
		if entries, err := os.ReadDir(path); err != nil || len(entries) == 0 {
			found = append(found, path+" is empty: nothing has filled it")
		}
	}
	if root, _ := mountAt("/"); c.WritesRoot && root.readOnly {
		found = append(found, "its root file system is read-only")
	}
	return found
}

func writable(folder string) error {
	file, err := os.CreateTemp(folder, ".stand-in-*")
	if err != nil {
		return err
	}
	file.Close()
	return os.Remove(file.Name())
}

func (c contract) secrets() (found []string) {
	for _, name := range c.SecretFiles {
		path := os.Getenv(name)
		if path == "" {
			found = append(found, name+" names no file")
			continue
		}
		found = append(found, c.secretFile(name+" names", path)...)
	}
	for _, name := range c.SecretValues {
		if strings.TrimSpace(os.Getenv(name)) == "" {
			found = append(found, name+" holds no secret")
		}
	}
	if len(c.MountedSecrets) == 0 {
		return found
	}
	files := mountedFiles()
	for _, each := range c.MountedSecrets {
		at := slices.IndexFunc(files, each.fits)
		if at < 0 {
			found = append(found, fmt.Sprintf("no mounted file is %s", each))
			continue
		}
		found = append(found, c.secretFile("it needs", files[at])...)
	}
	return found
}

func (c contract) secretFile(why, path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return []string{fmt.Sprintf("%s a file that cannot be read: %s", why, err)}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return []string{fmt.Sprintf("%s %s, which is empty", why, path)}
	}
	if about, err := os.Stat(path); err == nil && about.Mode().Perm()&c.TooOpen != 0 {
		return []string{fmt.Sprintf("%s %s, which has the mode %#o", why, path, about.Mode().Perm())}
	}
	return nil
}

func (c contract) variables() (found []string) {
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		value, set := os.LookupEnv(name)
		if !set {
			found = append(found, fmt.Sprintf("%s is not set, and must be %s", name, c.Env[name]))
		} else if !c.Env[name].fits(value) {
			found = append(found, fmt.Sprintf("%s is %q, and must be %s", name, value, c.Env[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Never)) {
		// Every runtime sets one.
		if name == "HOME" {
			continue
		}
		if _, set := os.LookupEnv(name); set {
			found = append(found, fmt.Sprintf("%s is set: %s", name, c.Never[name]))
		}
	}
	for _, each := range os.Environ() {
		name, _, _ := strings.Cut(each, "=")
		if _, set := os.LookupEnv(name + "_FILE"); set {
			found = append(found, fmt.Sprintf("%s and %s_FILE are both set", name, name))
		}
	}
	return found
}

func (c contract) commandLine() (found []string) {
	for _, each := range c.Words {
		if !slices.ContainsFunc(os.Args, func(word string) bool { return each.fits(word) }) {
			found = append(found, fmt.Sprintf("no word of its command is %s", each))
		}
	}
	return found
}
