#!/bin/sh
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need BACKUP_HOST
need BACKUP_TAG
need BACKUP_SOURCES

# Sets $files and $bytes of a snapshot, counted from its own listing: what restic says while it writes is not proof.
measure() {
  repository ls --json "$1" || fail "snapshot $1 cannot be read back"
  counted=$(awk '/"type":"file"/ { files++; if (match($0, /"size":[0-9]+/)) bytes += substr($0, RSTART + 7, RLENGTH - 7) }
    END { printf "%.0f %.0f\n", files, bytes }' "$answer")
  files=${counted% *}
  bytes=${counted#* }
}

halved() {
  [ $((files * 2)) -lt "$base_files" ] || [ $((bytes * 2)) -lt "$base_bytes" ]
}

set -f
IFS='
'
# shellcheck disable=SC2086 # one path a line
set -- $BACKUP_SOURCES
unset IFS
set +f
[ $# -gt 0 ] || fail "BACKUP_SOURCES names no path"

for path; do
  case $path in /*) ;; *) fail "BACKUP_SOURCES: $path is not an absolute path" ;; esac
  [ -e "$path" ] || fail "BACKUP_SOURCES: $path is missing"
  [ -n "$(find "$path" -type f -size +0c | head -n 1)" ] || fail "BACKUP_SOURCES: $path holds no file with content"
done

log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi
repository_ready

list_snapshots --host "$BACKUP_HOST" --tag "$BACKUP_TAG"
before=$snapshots
# One a day, or the retries of a single night would push the good ones out of the window.
week=$(grep -o -e '"time":"[^T]*' -e '"id":"[0-9a-f]*' "$answer" | awk -F '"' '
  $2 == "time" { day = $4 }
  $2 == "id" && !(day in first) { first[day] = $4; days[++n] = day }
  END { for (i = n > 7 ? n - 6 : 1; i <= n; i++) print first[days[i]] }')

if [ -n "${BACKUP_EXCLUDES:-}" ]; then
  printf '%s\n' "$BACKUP_EXCLUDES" >"$scratch/excludes"
  set -- --exclude-file "$scratch/excludes" "$@"
fi
# A changed list of paths must still find its parent. Restic before 0.16 goes by host and paths and cannot be told.
if restic backup --help | grep -q -e --group-by; then set -- --group-by host,tags "$@"; fi

code=0
repository backup --host "$BACKUP_HOST" --tag "$BACKUP_TAG" "$@" || code=$?
cat "$answer"
case $code in
  0) ;;
  3) fail "the backup is incomplete, not everything in BACKUP_SOURCES could be read" ;;
  *) fail "restic backup failed with code $code" ;;
esac

list_snapshots --host "$BACKUP_HOST" --tag "$BACKUP_TAG"
new=$(printf '%s\n' "$snapshots" | grep -v -x -F -e "$before") || fail "the repository does not list the new snapshot"
[ "$(printf '%s\n' "$new" | wc -l)" -eq 1 ] || fail "another run wrote for $BACKUP_HOST and $BACKUP_TAG at the same time"

# The yardstick is the last snapshot that had not shrunk itself: measured against yesterday alone,
# an emptied volume would alarm for one day and then pass, while the good snapshots run out.
base_files=0
base_bytes=0
for id in $week; do
  measure "$id"
  if ! halved; then
    base_files=$files
    base_bytes=$bytes
  fi
done
measure "$new"
[ "$bytes" -gt 0 ] || fail "the new snapshot holds nothing ($files files, $bytes bytes)"
if halved && [ "${ALLOW_SHRINK:-no}" != yes ]; then
  fail "the new snapshot has $files files and $bytes bytes, the last good one had $base_files and $base_bytes (set ALLOW_SHRINK=yes if that is right)"
fi
say "snapshot $(printf '%.8s' "$new") holds $files files and $bytes bytes"
