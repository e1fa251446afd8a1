#!/bin/sh
# Lets n8n into the contacts of Monica, or no more: a token that Monica's pages would make cannot be chosen, and this one
# must be the one that n8n has. Waits for Monica's tables and its first account; safe to run again at any time.
set -eu
directory=$(dirname "$0")

say() { printf 'monica-contacts: %s\n' "$*" >&2; }

for file in "$PGPASSWORD_FILE" "$TOKEN_FILE"; do
  if ! grep -q '[^[:space:]]' "$file" 2>/dev/null; then
    say "$file is missing or empty"
    exit 1
  fi
done
PGPASSWORD=$(cat "$PGPASSWORD_FILE")
TOKEN_HASH=$(tr -d '\n' <"$TOKEN_FILE" | sha256sum | cut -d ' ' -f 1)
export PGPASSWORD TOKEN_HASH PGCONNECT_TIMEOUT=5

limit=$(($(date +%s) + WAIT_SECONDS))
while :; do
  answer=$(psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
    --set=wanted="$WANTED" --file="$directory/let-in.sql" 2>&1) || answer="not yet: $answer"
  case $answer in
    *'it is as wanted') break ;;
    '') answer='not yet: Monica has no account' ;;
  esac
  if [ "$(date +%s)" -ge "$limit" ]; then
    say "gave up after $WAIT_SECONDS seconds: $(printf '%s' "$answer" | tr -s '\n\t ' ' ')"
    exit 1
  fi
  sleep 5
done
printf '%s\n' "$answer" | while IFS= read -r line; do say "$line"; done
