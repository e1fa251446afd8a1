#!/bin/sh
# Joins the htpasswd lines of all sides into the one file that rest-server reads.
set -eu
target=$1
shift
umask 077
: >"$target.new"
for line in "$@"; do
  if ! grep -q '[^[:space:]]' "$line" 2>/dev/null; then
    printf '%s is missing or empty\n' "$line" >&2
    exit 1
  fi
  cat "$line" >>"$target.new"
  # A line without an end would run into the next user.
  printf '\n' >>"$target.new"
done
mv "$target.new" "$target"
