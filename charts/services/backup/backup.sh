#!/bin/sh
# shellcheck source=yardstick.sh
. "$(dirname "$0")/yardstick.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need BACKUP_HOST
need BACKUP_TAG
need BACKUP_SOURCES

holds_content() {
  [ -n "$(find "$1" -type f -size +0c | head -n 1)" ]
}

# The first file with content that no exclude names, nor a folder above it.
not_excluded() {
  find "$1" -type f -size +0c | awk '
    FILENAME != "-" { sub("/$", ""); excluded[$0] = 1; next }
    {
      name = $0
      while (name != "" && !(name in excluded)) sub("/[^/]*$", "", name)
      if (name == "") { print; found = 1; exit }
    }
    END { exit !found }' "$scratch/excludes" -
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
  case $path in *[\"\\\<\>\&]*) fail "BACKUP_SOURCES: $path has a sign that restic's list of snapshots writes differently" ;; esac
  [ -e "$path" ] || fail "BACKUP_SOURCES: $path is missing"
done
# What was dumped a minute ago is there on the first day too.
if [ -n "${BACKUP_DUMPS:-}" ] && ! holds_content "$BACKUP_DUMPS"; then fail "BACKUP_DUMPS: $BACKUP_DUMPS holds no file with content"; fi

log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi
repository_ready

list_snapshots --host "$BACKUP_HOST" --tag "$BACKUP_TAG"
before=$snapshots
look_back
# What stands there before a restore is kept, however little that is.
if [ "${YARDSTICK:-}" = none ]; then : >"$scratch/history"; fi
way_out="if you removed it yourself, write backup.cleanedUp.${BACKUP_SERVICE:-$BACKUP_TAG}: $(date +%Y-%m-%d) into config.yaml"

# A snapshot names its paths, and one that never held anything is in none: a volume that nobody has used yet must not keep
# the database beside it out of the backup, and one that was emptied must not pass for such a volume.
left=$#
while [ "$left" -gt 0 ]; do
  path=$1
  shift
  left=$((left - 1))
  if holds_content "$path"; then
    set -- "$@" "$path"
  elif [ -n "$(last_with "$path")" ]; then
    fail "BACKUP_SOURCES: $path holds no file with content, and did when the backup of $(last_with "$path") was made; $way_out"
  else
    say "$path has not held a file with content yet, and is left out until it does"
  fi
done
if [ $# -eq 0 ]; then
  say "nothing is stored, because there is nothing yet"
  exit 0
fi

printf '%s\n' "$@" >"$scratch/paths"
: >"$scratch/excludes"
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

find_yardstick
measure "$new"
[ "$bytes" -gt 0 ] || fail "the new snapshot holds nothing ($files files, $bytes bytes)"
# Restic is content with an exclude that takes more than the file or folder it names.
while read -r path; do
  [ -d "$path" ] || continue
  first=$(not_excluded "$path") || continue
  in_listing "${path%/}" ||
    fail "BACKUP_EXCLUDES: nothing of $path is in the snapshot, although no line names $first or a folder above it: write files and folders as they are, without wildcards"
done <"$scratch/paths"
if halved; then
  fail "the new snapshot has $files files and $bytes bytes, the last good one had $base_files and $base_bytes; $way_out"
fi
if [ -n "${BACKUP_DUMPS:-}" ]; then
  find_shrunken_dump "$new" "$BACKUP_DUMPS"
  [ -z "$shrunken" ] || fail "$shrunken; $way_out"
fi
say "snapshot $(printf '%.8s' "$new") holds $files files and $bytes bytes"
