#!/bin/sh
# Prints the path of a real n8n, as `node` would start it, kept in a cache. N8N_BIN may name one.
set -eu

# The image is newer. Of what is newer, npm's registry here lacks packages that n8n pins.
version=2.41.1
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360
folder=$home/n8n-$version
program=$folder/node_modules/n8n/bin/n8n

if [ -n "${N8N_BIN:-}" ]; then
  [ -f "$N8N_BIN" ] || { printf 'N8N_BIN names %s, which is no file; name one or leave it empty\n' "$N8N_BIN" >&2 && exit 1; }
  printf '%s\n' "$N8N_BIN"
  exit
fi
if [ ! -f "$program" ]; then
  mkdir -p "$home"
  next=$(mktemp -d "$folder.new-XXXXXX")
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  chmod 755 "$next"
  printf '{ "private": true, "dependencies": { "n8n": "%s" } }\n' "$version" >"$next/package.json"
  # No script of a package runs: with PostgreSQL, n8n needs none of what they would build.
  npm install --prefix "$next" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  # A fifth of it, and read by no program.
  find "$next/node_modules" -name '*.map' -delete
  # Whoever else installed meanwhile was first; both are the same.
  [ -d "$folder" ] || mv "$next" "$folder"
fi
printf '%s\n' "$program"
