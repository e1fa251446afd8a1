#!/bin/sh
# Ends as soon as the login of PGUSER at PGDATABASE works; gives up after WAIT_SECONDS and says what was wrong last.
set -eu

say() { printf 'wait-for-postgres: %s\n' "$*" >&2; }

if ! grep -q '[^[:space:]]' "$PGPASSWORD_FILE" 2>/dev/null; then
  say "PGPASSWORD_FILE: $PGPASSWORD_FILE is missing or empty"
  exit 1
fi
PGPASSWORD=$(cat "$PGPASSWORD_FILE")
# A host that swallows packets must not eat the whole time.
export PGPASSWORD PGCONNECT_TIMEOUT=5

limit=$(($(date +%s) + WAIT_SECONDS))
last=
until answer=$(psql --no-psqlrc --no-password --quiet --output=/dev/null --command='SELECT 1' 2>&1); do
  answer=$(printf '%s' "$answer" | tr -s '\n\t ' ' ')
  if [ "$(date +%s)" -ge "$limit" ]; then
    say "$PGDATABASE: gave up after $WAIT_SECONDS seconds: $answer"
    exit 1
  fi
  # Each reason once: the server itself, its network policy, its certificate, the role, the password, the database.
  if [ "$answer" != "$last" ]; then say "$PGDATABASE: not yet: $answer"; fi
  last=$answer
  sleep 2
done
say "$PGDATABASE: takes the login"
