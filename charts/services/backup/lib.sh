# shellcheck shell=sh
# What every script here needs. Sourced by the others, so it sets the shell's options for all of them.
set -eu

# A signal can arrive while the output of a command goes to a file; what the script says itself must not go there.
exec 3>&2

scratch=
child=
unfinished=

say() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$1" >&3
}

fail() {
  say "$1"
  exit 1
}

tidy() {
  if [ -n "$unfinished" ]; then rm -f "$unfinished"; fi
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
}

stop() {
  trap '' TERM INT HUP
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null || :
    wait "$child" || :
  fi
  say "stopped half way, nothing of this run counts"
  exit 143
}

trap tidy EXIT
trap stop TERM INT HUP

# A shell acts on a signal only between two commands, and as process 1 of a container it is deaf without a handler.
# Waiting for a child in the background lets SIGTERM through at once.
in_background() {
  "$@" &
  child=$!
  ended=0
  wait "$child" || ended=$?
  child=
  return "$ended"
}

need() {
  eval "needed=\${$1:-}"
  [ -n "$needed" ] || fail "$1 is not set"
}

need_file() {
  need "$1"
  [ -f "$needed" ] || fail "$1: there is no file $needed"
  [ -r "$needed" ] || fail "$1: $needed cannot be read"
}

# `fail` inside $(...) ends only the subshell, so a caller writes `x=$(read_secret FILE) || exit 1`.
read_secret() {
  [ -r "$1" ] || fail "there is no readable secret file $1"
  secret=$(cat "$1")
  [ -n "$secret" ] || fail "the secret file $1 is empty"
  printf '%s' "$secret"
}

wait_until() {
  limit=$(($(date +%s) + $1))
  what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$limit" ] || fail "$what did not answer in time"
    in_background sleep 1
  done
}

# The restic image has busybox nc, the PostgreSQL image has bash and no nc, and neither has both.
knock() {
  if command -v bash; then
    # shellcheck disable=SC2016 # bash fills in its own arguments
    timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2"
  elif command -v nc; then
    nc -z -w 3 "$1" "$2"
  else
    pg_isready --host "$1" --port "$2" --timeout 3
  fi
}

# A policy engine learns of a pod a moment after it has started, and lets it out everywhere until then: test/cluster measures
# how long. No job may reach the API server, so its refusal says that the policies hold. A cluster that holds none is no reason
# to have no backups.
wait_for_policies() {
  tries=${POLICY_TRIES:-10}
  while knock "$KUBERNETES_SERVICE_HOST" "${KUBERNETES_SERVICE_PORT:-443}" >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      say "the API server can be reached, which no policy allows: does the cluster hold policies?"
      return 0
    fi
    in_background sleep "${POLICY_PAUSE:-1}"
  done
}

# NetworkPolicy engines refuse the first connections of a young pod, so the first refusal says nothing.
wait_for_port() {
  wait_until "$3" "$1:$2" knock "$1" "$2"
}

# Before anything reads a secret; a script that another one starts need not look again.
if [ -n "${KUBERNETES_SERVICE_HOST:-}" ] && [ -z "${POLICIES_HOLD:-}" ]; then
  wait_for_policies
  export POLICIES_HOLD=yes
fi
