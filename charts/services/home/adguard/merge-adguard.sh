#!/bin/sh
# Puts what is ours into AdGuard's settings before each start. AdGuard rewrites the file by itself, so everything else
# in it, what it learned and what the owner changed, stays.
set -eu
directory=$(dirname "$0")
ours=$1
first=$2
hash_file=$3
target=$4
remembered=$(dirname "$target")/our-host-names

say() { printf '%s\n' "$1" >&2; }

schema_of() { awk '$1 == "schema_version:" { print $2; exit }' "$1"; }

if ! grep -q '[^[:space:]]' "$hash_file" 2>/dev/null; then
  say "$hash_file is missing or empty"
  exit 1
fi
umask 077
rm -f "$target.new"
current=$target
if [ ! -s "$target" ]; then
  say "there are no settings yet, beginning with the first ones"
  current=$first
fi
# A newer AdGuard may have moved a setting to another place. A resolver with old settings is better than none.
if [ "$(schema_of "$current")" != "$(schema_of "$ours")" ]; then
  say "$target has schema $(schema_of "$current"), ours is written for $(schema_of "$ours"): left as it is"
  exit 0
fi
[ -f "$remembered" ] || : >"$remembered"
# awk sees an empty file only by its name, so it gets a line that is nobody's host name.
{ cat "$remembered" && echo; } >"$remembered.read"
awk -v hash="$(tr -d '\n' <"$hash_file")" -f "$directory/merge-adguard.awk" "$ours" "$remembered.read" "$current" >"$target.new"
rm -f "$remembered.read"
if [ "$(schema_of "$target.new")" != "$(schema_of "$ours")" ]; then
  say "the merged settings are not whole, so $target stays as it is"
  exit 1
fi
sed -n 's/^    - domain: //p' "$ours" >"$remembered.new"
mv "$target.new" "$target"
mv "$remembered.new" "$remembered"
say "$target has what is ours"
