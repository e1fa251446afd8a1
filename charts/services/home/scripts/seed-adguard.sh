#!/bin/sh
# Gives AdGuard its first settings. A file that is there already is AdGuard's own and stays.
set -eu
seed=$1
hash_file=$2
target=$3

if [ -s "$target" ]; then
  printf '%s is there already\n' "$target" >&2
  exit 0
fi
if [ ! -s "$hash_file" ]; then
  printf '%s is missing or empty\n' "$hash_file" >&2
  exit 1
fi
umask 077
hash=$(tr -d '\n' <"$hash_file")
# A bcrypt hash holds $, . and /, none of which awk's gsub takes for its own in a variable without & and \.
awk -v hash="$hash" '{ sub(/PASSWORD_HASH/, hash); print }' "$seed" >"$target.new"
mv "$target.new" "$target"
