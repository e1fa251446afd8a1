#!/bin/sh
# `npm run check` where an owner works: a copy of this clone with a configuration of their own (test/owner/config.yaml) and
# with the service that CONTRIBUTING.md adds. What is green here must be green there.
set -eu
cd "$(dirname "$0")/.."
clone=$(mktemp -d)
trap 'rm -rf "$clone"' EXIT
trap 'exit 130' INT TERM HUP
git ls-files -co --exclude-standard | while IFS= read -r path; do
  [ ! -f "$path" ] || [ -L "$path" ] || printf '%s\n' "$path"
done | tar -cf - -T - | tar -xf - -C "$clone"
ln -s "$PWD/node_modules" "$clone/node_modules"
cd "$clone"
cp test/owner/config.yaml config.yaml
node test/docs/worked-example.mjs .
npm run --silent format >/dev/null
npm run --silent synth
npm run --silent check
