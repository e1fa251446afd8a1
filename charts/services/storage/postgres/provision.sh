#!/bin/sh
# Brings every database and role of databases.tsv and monitors.tsv to what it should be. Safe to run again at any time.
set -eu
directory=$(dirname "$0")

say() { printf '%s\n' "$*" >&2; }

# provision SCRIPT LIST: runs the script once for each line, and leaves the number of lines in $count.
provision() {
  count=0
  while IFS="$(printf '\t')" read -r name connections password_file || [ -n "$name" ]; do
    [ -n "$name" ] || continue
    if ! grep -q '[^[:space:]]' "$password_file" 2>/dev/null; then
      say "$name: the password file $password_file is missing or empty"
      exit 1
    fi
    # The password reaches psql by its environment, where no list of processes shows it.
    ROLE_PASSWORD=$(cat "$password_file") psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
      --set=name="$name" --set=connections="$connections" --file="$directory/$1"
    count=$((count + 1))
    say "$name: ready"
  done <"$directory/$2"
}

PGPASSWORD=$(cat "$PGPASSWORD_FILE")
export PGPASSWORD

# The network policy of a young pod, and a database that recovers, both need a moment.
tries=0
until pg_isready --quiet --timeout=3; do
  tries=$((tries + 1))
  if [ "$tries" -ge 100 ]; then
    say "PostgreSQL at $PGHOST did not answer within five minutes"
    exit 1
  fi
  sleep 3
done

provision role.sql databases.tsv
say "$count databases are as they should be"
if [ -s "$directory/monitors.tsv" ]; then
  provision monitor.sql monitors.tsv
  say "$count users may read figures"
fi
