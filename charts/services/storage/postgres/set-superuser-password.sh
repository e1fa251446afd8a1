#!/bin/sh
# Gives PostgreSQL's superuser the password of POSTGRES_PASSWORD_FILE before the server starts. The image does so only when
# it makes the data directory, so a rotated password would never arrive. Safe to run again at any time.
set -eu

say() { printf 'set-superuser-password: %s\n' "$*" >&2; }

if ! grep -q '[^[:space:]]' "$POSTGRES_PASSWORD_FILE" 2>/dev/null; then
  say "POSTGRES_PASSWORD_FILE: $POSTGRES_PASSWORD_FILE is missing or empty"
  exit 1
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  say "there is no data directory yet; the server makes one with this password"
  exit
fi

# The one user without a server needs no password. Its text reaches it by a pipe, and no log repeats it.
quote="'"
password=$(sed "s/$quote/$quote$quote/g" "$POSTGRES_PASSWORD_FILE")
printf "ALTER ROLE postgres PASSWORD '%s'\n" "$password" |
  postgres --single -D "$PGDATA" -c exit_on_error=on -c log_statement=none -c log_min_error_statement=panic postgres >/dev/null
say "the superuser has the password of the secret"
