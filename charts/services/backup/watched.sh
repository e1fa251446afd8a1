#!/bin/sh
# Runs the command that it is given, and after its good end tells Uptime Kuma, which raises the alarm when it hears
# nothing for too long. What cannot be told is said, and no more: the work is done, and silence alarms by itself.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -gt 0 ] || fail "there is no command to run"
in_background "$@" || exit "$ended"
[ -n "${MONITOR_TOKEN_FILE:-}" ] || exit 0
# From here on nothing can spoil the work any more.
trap 'exit 0' TERM INT HUP
token=$(read_secret "$MONITOR_TOKEN_FILE") || exit 0

# The token is a part of the URL, and a URL that wget or curl is given stands in the list of processes. So the shell
# writes the request, and a program carries it that sees only host and port: bash where there is one, else busybox nc.
request() {
  printf 'GET /api/push/%s?status=up&msg=OK HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n' "$token" "${MONITOR_HOST:-}"
}

# When its input ends, nc closes its half of the connection, and Node hangs up before it has answered.
send() {
  if command -v bash >/dev/null; then
    # shellcheck disable=SC2016 # bash fills in its own arguments
    request | timeout 10 bash -c 'exec 4<>"/dev/tcp/$1/$2" && cat >&4 && cat <&4' bash "${MONITOR_HOST:-}" "${MONITOR_PORT:-}"
  else
    { request && sleep "${MONITOR_WAIT:-5}"; } | timeout 10 nc "${MONITOR_HOST:-}" "${MONITOR_PORT:-}"
  fi
}

# Leaves the first line of the answer in $answer; the rest of a refusal may repeat the token.
told() {
  answer=$(send 2>/dev/null | tr -d '\r') || :
  case $answer in
    "HTTP/1."?" 200 "*'"ok":true'*) return 0 ;;
  esac
  answer=$(printf '%s\n' "$answer" | head -n 1)
  return 1
}

tries=${MONITOR_TRIES:-3}
until told; do
  tries=$((tries - 1))
  if [ "$tries" -le 0 ]; then
    say "ended well, but ${MONITOR_HOST:-}:${MONITOR_PORT:-} could not be told: ${answer:-no answer}"
    exit 0
  fi
  in_background sleep "${MONITOR_PAUSE:-10}"
done
say "ended well, and ${MONITOR_HOST:-}:${MONITOR_PORT:-} knows it"
