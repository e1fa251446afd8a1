#!/bin/sh
# Ends as soon as Redis takes the client's login; gives up after WAIT_SECONDS and says what was wrong last.
set -eu

say() { printf 'wait-for-redis: %s\n' "$*" >&2; }

if ! grep -q '[^[:space:]]' "$REDIS_PASSWORD_FILE" 2>/dev/null; then
  say "REDIS_PASSWORD_FILE: $REDIS_PASSWORD_FILE is missing or empty"
  exit 1
fi
REDISCLI_AUTH=$(cat "$REDIS_PASSWORD_FILE")
export REDISCLI_AUTH

limit=$(($(date +%s) + WAIT_SECONDS))
last=
# redis-cli ends with 0 even when it is refused, so the answer decides. A server that still reads its log says LOADING.
while :; do
  answer=$(timeout 5 redis-cli --no-auth-warning -h "$REDIS_HOST" -p "$REDIS_PORT" --user "$REDIS_USER" ping 2>&1) || :
  [ "$answer" != PONG ] || break
  answer=$(printf '%s' "${answer:-no answer within 5 seconds}" | tr -s '\n\t ' ' ')
  if [ "$(date +%s)" -ge "$limit" ]; then
    say "$REDIS_HOST: gave up after $WAIT_SECONDS seconds: $answer"
    exit 1
  fi
  if [ "$answer" != "$last" ]; then say "$REDIS_HOST: not yet: $answer"; fi
  last=$answer
  sleep 2
done
say "$REDIS_HOST: takes the login"
