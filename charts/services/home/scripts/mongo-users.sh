#!/bin/sh
# Makes UniFi's users in its MongoDB what they should be, before the server itself starts. Safe to run again at any time.
set -eu
data=$1
users=$2
socket=/tmp/mongo-users

say() { printf '%s\n' "$1" >&2; }

# By the socket alone and without passwords: nobody else is in this container.
mkdir -p "$socket"
mongod --dbpath "$data" --bind_ip "$socket/mongo.sock" --wiredTigerCacheSizeGB 0.25 --quiet >"$socket/log" 2>&1 &
server=$!

tries=0
until mongo --quiet --norc "mongodb://$(printf '%s' "$socket/mongo.sock" | sed 's#/#%2F#g')/admin" --eval 'quit(0)' >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 120 ] || ! kill -0 "$server" 2>/dev/null; then
    cat "$socket/log" >&2
    say "MongoDB did not start on $data"
    exit 1
  fi
  sleep 1
done

code=0
mongo --quiet --norc "mongodb://$(printf '%s' "$socket/mongo.sock" | sed 's#/#%2F#g')/admin" "$users" >&2 || code=$?
kill "$server"
wait "$server" || :
[ "$code" -eq 0 ] || say "the users could not be made"
exit "$code"
