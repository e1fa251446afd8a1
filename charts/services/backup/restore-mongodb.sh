#!/bin/sh
# Puts the dump of one database back: each of its collections in the place of the one that stands there.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need MONGO_HOST
need MONGO_PORT
need MONGO_USER
need MONGO_DATABASE
need_file MONGO_PASSWORD_FILE
need DUMP_DIRECTORY
password=$(read_secret "$MONGO_PASSWORD_FILE") || exit 1
case $password in *[\"\\]* | *'
'*) fail "MONGO_PASSWORD_FILE: $MONGO_PASSWORD_FILE holds a sign that a quoted line of YAML cannot" ;; esac

dump=$DUMP_DIRECTORY/$MONGO_DATABASE.archive.gz
[ -f "$dump" ] || fail "DUMP_DIRECTORY: there is no file $dump, and $MONGO_DATABASE stays as it was"
gzip -t "$dump" 2>/dev/null || fail "the dump $dump cannot be read, and $MONGO_DATABASE stays as it was"

scratch=$(mktemp -d)
(umask 077 && printf 'password: "%s"\n' "$password" >"$scratch/secret.yaml")
set -- --config "$scratch/secret.yaml" --host "$MONGO_HOST" --port "$MONGO_PORT" --username "$MONGO_USER" \
  --authenticationDatabase "$MONGO_DATABASE" --nsInclude "$MONGO_DATABASE.*"
if [ -n "${MONGO_CA_FILE:-}" ]; then
  need_file MONGO_CA_FILE
  set -- "$@" --ssl --sslCAFile "$MONGO_CA_FILE"
fi
wait_for_port "$MONGO_HOST" "$MONGO_PORT" "${WAIT_SECONDS:-60}"
in_background mongorestore "$@" --gzip --drop --archive="$dump" ||
  fail "MONGO_DATABASE: mongorestore of $MONGO_DATABASE failed; run it again, each collection is put back as a whole"
say "$MONGO_DATABASE holds the collections of its dump"
