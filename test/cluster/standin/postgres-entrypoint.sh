#!/bin/sh
# postgres-entrypoint.sh WORD...: what the entry point of PostgreSQL's image does for a pod that never runs as root. An
# empty PGDATA becomes a cluster whose superuser has the mounted password; then the server starts with these words.
set -eu

case ${1:-} in "" | -*) set -- postgres "$@" ;; esac

fail() {
  printf 'refused: %s\n' "$*" >&2
  exit 1
}

if [ "$1" = postgres ] && [ ! -s "${PGDATA:?}/PG_VERSION" ]; then
  password=${POSTGRES_PASSWORD_FILE:?names the file with the password of the superuser}
  [ -s "$password" ] || fail "POSTGRES_PASSWORD_FILE names $password, which is empty or cannot be read"
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  # The image splits its words at spaces too.
  # shellcheck disable=SC2086
  initdb --pgdata="$PGDATA" --username="${POSTGRES_USER:-postgres}" --pwfile="$password" ${POSTGRES_INITDB_ARGS:-}
  # As the image has it: everybody from outside gives the password.
  printf 'host all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
fi

exec "$@"
