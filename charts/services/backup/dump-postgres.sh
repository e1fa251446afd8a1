#!/bin/sh
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need PGHOST
need PGPORT
need PGUSER
need PGDATABASE
need_file PGPASSWORD_FILE
need DUMP_DIRECTORY
[ -d "$DUMP_DIRECTORY" ] || fail "DUMP_DIRECTORY: there is no folder $DUMP_DIRECTORY"

# libpq reads a name with these signs as a connection string, and as a file name it would leave the folder.
case $PGDATABASE in *[/=]*) fail "PGDATABASE: $PGDATABASE is not a plain name" ;; esac
PGPASSWORD=$(read_secret "$PGPASSWORD_FILE") || exit 1
export PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD
if [ -n "${PGSSLROOTCERT:-}" ]; then need_file PGSSLROOTCERT; fi

# A server that starts up answers on its port and still turns everyone away, so the question is put to PostgreSQL.
# Without TLS, because a certificate that does not fit is for pg_dump to report and not a reason to wait.
wait_until "${WAIT_SECONDS:-60}" "PGHOST: PostgreSQL at $PGHOST:$PGPORT" env PGSSLMODE=disable pg_isready --timeout 3

whole=$DUMP_DIRECTORY/$PGDATABASE.dump
unfinished=$DUMP_DIRECTORY/.$PGDATABASE.dump.unfinished
in_background pg_dump --no-password --format=custom --file="$unfinished" || fail "PGDATABASE: pg_dump of $PGDATABASE failed"

contents=$(pg_restore --list "$unfinished") || fail "the dump of $PGDATABASE cannot be read back"
tables=$(printf '%s\n' "$contents" | grep -c ' TABLE DATA ') || :
if [ "$tables" -eq 0 ] && [ "${ALLOW_EMPTY:-no}" != yes ]; then
  fail "PGDATABASE: $PGDATABASE holds no table: its service makes them at its first start, so look whether that runs"
fi
mv "$unfinished" "$whole"
unfinished=
say "$whole holds $tables tables"
