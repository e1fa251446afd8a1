#!/usr/bin/env bash
# js-yaml 5 writes some strings without quotes that the YAML reader of Kubernetes' Go programs takes for numbers.
set -euo pipefail
js_yaml=5.5.0 kubernetes_yaml=v1.6.0 yaml_v3=v3.0.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --silent --no-audit --no-fund --no-save --prefix "$work" "js-yaml@$js_yaml" >/dev/null
printf 'module finding\n\ngo 1.24\n\nrequire (\n\tgopkg.in/yaml.v3 %s\n\tsigs.k8s.io/yaml %s\n)\n' "$yaml_v3" "$kubernetes_yaml" >go.mod
cat >main.go <<'GO'
// Reads YAML from standard input with both readers, and prints what each makes of it as JSON.
package main

import (
	"encoding/json"
	"io"
	"os"

	v3 "gopkg.in/yaml.v3"
	kubernetes "sigs.k8s.io/yaml"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	read := map[string]any{}
	for name, unmarshal := range map[string]func([]byte, any) error{
		"kubernetes": func(text []byte, value any) error { return kubernetes.Unmarshal(text, value) },
		"v3":         v3.Unmarshal,
	} {
		var values []any
		if err := unmarshal(text, &values); err != nil {
			panic(err)
		}
		read[name] = values
	}
	if err := json.NewEncoder(os.Stdout).Encode(read); err != nil {
		panic(err)
	}
}
GO
CGO_ENABLED=0 go build -mod=mod -o read . 2>/dev/null
echo "js-yaml $js_yaml, sigs.k8s.io/yaml $kubernetes_yaml, gopkg.in/yaml.v3 $yaml_v3"

# Passwords: none of the first three is a number in YAML 1.2, nor in YAML 1.1.
cat >write.cjs <<'JS'
const yaml = require("js-yaml");
const text = yaml.dump(["0X1A2B3C", "08_15", "7_7e7", "0x1a2b3c", "secret"]);
console.error(text);
if (yaml.load(text).some((value) => typeof value !== "string")) throw new Error("js-yaml does not read its own text back");
process.stdout.write(text);
JS
node write.cjs >passwords.yaml 2>written
cat written
./read <passwords.yaml | tee read.json

expected='{"kubernetes":[1715004,815,770000000,"0x1a2b3c","secret"],"v3":[1715004,815,770000000,"0x1a2b3c","secret"]}'
if [ "$(cat read.json)" = "$expected" ]; then
  echo "SEEN: three of five passwords, written by js-yaml and read back rightly by it, are numbers to Kubernetes' reader"
else
  echo "CHANGED: expected $expected"
  exit 1
fi
