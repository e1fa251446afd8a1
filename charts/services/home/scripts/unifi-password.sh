#!/bin/sh
# UniFi reads its database's password from its own file, and the image writes that file at its first start only.
set -eu
settings=$1
password=$2

if [ ! -f "$settings" ]; then
  printf '%s comes with the first start\n' "$settings" >&2
  exit 0
fi
umask 077
awk '
  NR == FNR { password = $0; next }
  { gsub(/mongodb:\/\/unifi:[^@]*@/, "mongodb://unifi:" password "@"); print }
' "$password" "$settings" >"$settings.new"
if [ ! -s "$settings.new" ]; then
  printf '%s is empty, or the password is\n' "$settings" >&2
  exit 1
fi
mv "$settings.new" "$settings"
