#!/bin/sh
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need MONGO_HOST
need MONGO_PORT
need MONGO_USER
need MONGO_DATABASE
need_file MONGO_PASSWORD_FILE
need DUMP_DIRECTORY
[ -d "$DUMP_DIRECTORY" ] || fail "DUMP_DIRECTORY: there is no folder $DUMP_DIRECTORY"

# As a file name it would leave the folder; MongoDB refuses the other signs itself.
case $MONGO_DATABASE in */*) fail "MONGO_DATABASE: $MONGO_DATABASE is not a plain name" ;; esac
password=$(read_secret "$MONGO_PASSWORD_FILE") || exit 1
case $password in *[\"\\]* | *'
'*) fail "MONGO_PASSWORD_FILE: $MONGO_PASSWORD_FILE holds a sign that a quoted line of YAML cannot" ;; esac
port=$MONGO_PORT

scratch=$(mktemp -d)
# In a file, where no list of processes shows it.
(umask 077 && printf 'password: "%s"\n' "$password" >"$scratch/secret.yaml")
set -- --config "$scratch/secret.yaml" --host "$MONGO_HOST" --port "$port" --username "$MONGO_USER" \
  --authenticationDatabase "$MONGO_DATABASE" --db "$MONGO_DATABASE"
if [ -n "${MONGO_CA_FILE:-}" ]; then
  need_file MONGO_CA_FILE
  set -- "$@" --ssl --sslCAFile "$MONGO_CA_FILE"
fi

wait_for_port "$MONGO_HOST" "$port" "${WAIT_SECONDS:-60}"

whole=$DUMP_DIRECTORY/$MONGO_DATABASE.archive.gz
unfinished=$DUMP_DIRECTORY/.$MONGO_DATABASE.archive.gz.unfinished
if ! in_background mongodump "$@" --gzip --archive="$unfinished" 2>"$scratch/said"; then
  cat "$scratch/said" >&2
  fail "MONGO_DATABASE: mongodump of $MONGO_DATABASE failed"
fi

# A server reads an archive back; without one, the compression's checksum and the four bytes at the start must do.
start=$(gzip -dc "$unfinished" 2>/dev/null | head -c 4 | od -An -tx1 | tr -d ' \n') || :
gzip -t "$unfinished" 2>/dev/null || fail "the dump of $MONGO_DATABASE cannot be read back"
[ "$start" = 6de29981 ] || fail "the dump of $MONGO_DATABASE is no archive of mongodump"
collections=$(grep -c "done dumping" "$scratch/said") || :
if [ "$collections" -eq 0 ] && [ "${ALLOW_EMPTY:-no}" != yes ]; then
  fail "MONGO_DATABASE: $MONGO_DATABASE holds no collection: its service makes them at its first start, so look whether that runs"
fi
mv "$unfinished" "$whole"
unfinished=
say "$whole holds $collections collections"
