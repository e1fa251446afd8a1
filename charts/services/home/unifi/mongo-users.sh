#!/bin/sh
# Makes UniFi's users in its MongoDB what they should be, before the server itself starts. Safe to run again at any time.
set -eu
data=$1
users=$2
log=/tmp/mongo-users.log

say() { printf '%s\n' "$1" >&2; }
ask() { mongo --quiet --norc "mongodb://127.0.0.1:27017/admin" "$@"; }

# Without passwords, and so for the pod itself alone, in which nothing else runs yet.
mongod --dbpath "$data" --bind_ip 127.0.0.1 --port 27017 --wiredTigerCacheSizeGB 0.25 >"$log" 2>&1 &
server=$!

tries=0
until ask --eval 'quit(0)' >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge "${WAIT_SECONDS:-120}" ] || ! kill -0 "$server" 2>/dev/null; then
    tail -n 20 "$log" >&2
    say "MongoDB did not start on $data"
    exit 1
  fi
  sleep 1
done

code=0
ask "$users" >&2 || code=$?
# A server that is cut off would have to repair its data at the next start.
kill "$server"
wait "$server" || :
[ "$code" -eq 0 ] || say "the users could not be made"
exit "$code"
