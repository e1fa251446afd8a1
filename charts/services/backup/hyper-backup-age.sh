#!/bin/sh
# Fails unless Hyper Backup of the NAS has ended well lately. A task of DSM leaves the time of the last good end in the
# marker (docs/hyper-backup.md); when that task or Hyper Backup stands still, the time grows old.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need MARKER_FILE
need MAX_AGE_DAYS
case $MAX_AGE_DAYS in *[!0-9]* | 0*) fail "MAX_AGE_DAYS=$MAX_AGE_DAYS is not a whole number above 0" ;; esac
[ -f "$MARKER_FILE" ] || fail "there is no $MARKER_FILE: the task of DSM that writes it is not set up, or never saw a good end"
[ -r "$MARKER_FILE" ] || fail "$MARKER_FILE cannot be read"

last=$(head -n 1 "$MARKER_FILE" | tr -d '\r')
case $last in
  [1-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) ;;
  *) fail "$MARKER_FILE begins with \"$(printf '%.40s' "$last")\", which is no time in seconds since 1970" ;;
esac

now=$(date +%s)
# A clock that is a little ahead is no fault; a day of it would hide as many days without a backup.
[ "$last" -le $((now + 3600)) ] || fail "$MARKER_FILE names a time to come, so the clock of the NAS or of this machine is wrong"
age=$((now - last))
[ "$age" -le $((MAX_AGE_DAYS * 86400)) ] ||
  fail "the last good Hyper Backup ended $((age / 86400)) days ago, and $MAX_AGE_DAYS are allowed: look at its task in DSM"
say "the last good Hyper Backup ended $((age / 3600)) hours ago"
