#!/bin/sh
# UniFi reads its database's password from its own file, and the image writes that file at its first start only.
set -eu
settings=$1
password=$2

if [ ! -f "$settings" ]; then
  printf '%s comes with the first start\n' "$settings" >&2
  exit 0
fi
if ! grep -q '[^[:space:]]' "$password" 2>/dev/null; then
  printf '%s is missing or empty\n' "$password" >&2
  exit 1
fi
umask 077
if ! awk '
  NR == FNR { if (password == "") password = $0; next }
  # UniFi itself writes a backslash before each colon, as Java does, and reads both.
  { found += gsub(/mongodb\\?:\/\/unifi\\?:[^@]*@/, "mongodb://unifi:" password "@"); print }
  END { exit !found }
' "$password" "$settings" >"$settings.new"; then
  rm -f "$settings.new"
  printf '%s names no database of the user unifi, so the password reaches nobody: did UniFi write it?\n' "$settings" >&2
  exit 1
fi
mv "$settings.new" "$settings"
