#!/bin/sh
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE

number() {
  value=
  eval "value=\${$1:-$2}"
  case $value in '' | *[!0-9]* | 0?*) fail "$1=$value is not a whole number" ;; esac
}

# Weeks are counted from 1970 and begin on Monday, because the week of a year jumps at New Year and would leave parts out.
number CHECK_PARTS 8
parts=$value
[ "$parts" -gt 0 ] || fail "CHECK_PARTS=$parts is not a whole number above 0"
number CHECK_WEEK $((($(date +%s) / 86400 + 3) / 7))
part=$((value % parts + 1))

INIT=no
log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi
repository_ready

# A repository that was emptied is sound to restic.
list_snapshots
[ -n "$snapshots" ] || fail "there is no snapshot in $RESTIC_REPOSITORY, so there is nothing to check"

code=0
repository check --read-data-subset="$part/$parts" || code=$?
cat "$answer"
[ "$code" -eq 0 ] || fail "part $part of $parts of $RESTIC_REPOSITORY is damaged or could not be read (restic code $code)"
say "part $part of $parts of $RESTIC_REPOSITORY is whole"
