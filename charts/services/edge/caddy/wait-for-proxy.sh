#!/bin/sh
# Let's Encrypt asks the public proxy about the names of all proxies, and after a few refusals an hour it takes no more
# questions about a name. So who has no certificate yet waits until that proxy takes connections. Who has one starts at once,
# and who has waited for WAIT_SECONDS starts all the same.
set -eu
trap 'exit 143' TERM INT

say() { printf 'wait-for-proxy: %s\n' "$*" >&2; }

if [ -n "$(find "$CERTIFICATES" -name '*.crt' 2>/dev/null | head -n 1)" ]; then
  say "there are certificates already"
  exit
fi

limit=$(($(date +%s) + WAIT_SECONDS))
until nc -z -w 3 "$PROXY_HOST" "$PROXY_PORT" 2>/dev/null; do
  if [ "$(date +%s)" -ge "$limit" ]; then
    say "$PROXY_HOST:$PROXY_PORT did not answer within $WAIT_SECONDS seconds; certificates come once it does"
    exit
  fi
  sleep 1
done
say "$PROXY_HOST:$PROXY_PORT answers"
