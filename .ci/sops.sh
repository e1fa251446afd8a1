#!/bin/sh
# Prints the path of sops. SOPS_BIN may name one that is there; else it is built once from the Go module proxy, which
# takes a minute, and kept in a cache.
set -eu

version=3.13.3
folder=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/sops-$version

if [ -n "${SOPS_BIN:-}" ]; then
  [ -x "$SOPS_BIN" ] || { printf 'SOPS_BIN: %s is no program\n' "$SOPS_BIN" >&2 && exit 1; }
  printf '%s\n' "$SOPS_BIN"
  exit
fi

if [ ! -x "$folder/sops" ]; then
  command -v go >/dev/null || { echo 'no sops: building one needs Go 1.26 or newer' >&2 && exit 1; }
  printf '%s building sops %s; this takes a minute, once\n' "$(date +%T)" "$version" >&2
  mkdir -p "$(dirname "$folder")"
  next=$(mktemp -d "$folder.new-XXXXXX")
  trap 'rm -rf "$next"' EXIT
  CGO_ENABLED=0 GOBIN="$next" go install "github.com/getsops/sops/v3/cmd/sops@v$version"
  # Whoever else built meanwhile was first; both are the same.
  [ -d "$folder" ] || mv "$next" "$folder"
fi
printf '%s\n' "$folder/sops"
