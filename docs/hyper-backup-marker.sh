#!/bin/sh
# Runs on the NAS, as root, by DSM's Task Scheduler; docs/hyper-backup.md says how. Asks Hyper Backup when the task last
# ended well, and leaves that time in the marker, in seconds since 1970. What it does not understand it does not write:
# the old time stays, grows old and raises the alarm.
set -eu

# The two values to fill in: the number of the task, and machines.nas.paths.backups of config.yaml with the name of the marker.
task=${TASK:-1}
marker=${MARKER:-/volume1/backups/vps-daily/hyper-backup.last-good}

api=${SYNOWEBAPI:-/usr/syno/bin/synowebapi}

fail() {
  printf 'hyper-backup-marker: %s\n' "$1" >&2
  exit 1
}

[ -x "$api" ] || fail "there is no $api; does this run on the NAS?"
[ -d "$(dirname "$marker")" ] || fail "there is no folder for $marker"

answer=$("$api" --exec api=SYNO.Backup.Task version=1 method=status task_id="$task" blOnline=false \
  'additional=["last_bkp_time","last_bkp_result"]' 2>/dev/null) || fail "Hyper Backup gives no answer about task $task"
time=$(printf '%s\n' "$answer" | sed -n 's/\\//g; s/.*"last_bkp_success_time" *: *"\([0-9/: ]*\)".*/\1/p' | head -n 1)
[ -n "$time" ] || fail "Hyper Backup knows no good end of task $task"
seconds=$(date -d "$time" +%s) || fail "\"$time\" is no time that date understands"

umask 022
printf '%s\n' "$seconds" >"$marker.new"
mv "$marker.new" "$marker"
printf 'hyper-backup-marker: task %s last ended well at %s\n' "$task" "$time"
