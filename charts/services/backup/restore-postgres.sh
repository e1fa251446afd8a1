#!/bin/sh
# Puts the dump of one database in its place, in one transaction: whoever cuts it off leaves what was there.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need PGHOST
need PGPORT
need PGUSER
need PGDATABASE
need_file PGPASSWORD_FILE
need DUMP_DIRECTORY
PGPASSWORD=$(read_secret "$PGPASSWORD_FILE") || exit 1
export PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD
if [ -n "${PGSSLROOTCERT:-}" ]; then need_file PGSSLROOTCERT; fi
wait_until "${WAIT_SECONDS:-60}" "PGHOST: PostgreSQL at $PGHOST:$PGPORT" env PGSSLMODE=disable pg_isready --timeout 3

dump=$DUMP_DIRECTORY/$PGDATABASE.dump
[ -f "$dump" ] || fail "DUMP_DIRECTORY: there is no file $dump, and $PGDATABASE stays as it was"
contents=$(pg_restore --list "$dump") || fail "the dump $dump cannot be read, and $PGDATABASE stays as it was"
tables=$(printf '%s\n' "$contents" | grep -c ' TABLE DATA ') || :

# Where the dump ends too early the last part is missing, and with it the word that keeps all of it.
statements() {
  cat "$(dirname "$0")/restore-postgres-begin.sql"
  pg_restore --file=- --no-owner "$dump" && cat "$(dirname "$0")/restore-postgres-end.sql"
}

scratch=$(mktemp -d)
put_back() {
  statements | psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 --output /dev/null >"$scratch/said"
}

# psql ends well where its input does, however early that is.
: >"$scratch/said"
in_background put_back || :
grep -q -x 'put back whole' "$scratch/said" || fail "PGDATABASE: the dump of $PGDATABASE could not be put back, and it stays as it was"
say "$PGDATABASE holds the $tables tables of its dump"
