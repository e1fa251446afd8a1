#!/bin/sh
# Puts a snapshot back: its dumps into RESTORE_DUMPS, or its volumes in their places. What a snapshot has not is taken away
# from a volume, what differs is written, what is the same stays: cut off half way, it goes on where it was.
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need RESTORE_SNAPSHOT
case $RESTORE_SNAPSHOT in *[!0-9a-f]*) fail "RESTORE_SNAPSHOT: $RESTORE_SNAPSHOT is no id of a snapshot" ;; esac

# holds PATH: whether the snapshot has it.
holds() {
  repository ls --json "$RESTORE_SNAPSHOT" "$1" || fail "snapshot $RESTORE_SNAPSHOT cannot be read (restic code $code)"
  grep -q -F "\"path\":\"$1\"" "$answer"
}

# fetch FOLDER [ARGUMENT...]: the folder of the snapshot into the same one here, read back afterwards.
fetch() {
  folder=$1
  shift
  repository restore "$RESTORE_SNAPSHOT:$folder" --target "$folder" --verify "$@" ||
    fail "$folder cannot be restored from snapshot $RESTORE_SNAPSHOT (restic code $code)"
  say "$folder is as in snapshot $(printf '%.8s' "$RESTORE_SNAPSHOT"): $(tail -n 2 "$answer" | tr '\n' ' ')"
}

log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi
INIT=no repository_ready

if [ -n "${RESTORE_DUMPS:-}" ]; then
  holds "$RESTORE_DUMPS" || fail "RESTORE_DUMPS: snapshot $RESTORE_SNAPSHOT has no $RESTORE_DUMPS, so nothing is changed"
  fetch "$RESTORE_DUMPS"
fi

# A restore leaves alone what the backup leaves out; the rest of the script sees to that.
printf '%s\n' "${BACKUP_EXCLUDES:-}" >"$scratch/excludes"
printf '%s\n' "${RESTORE_VOLUMES:-}" >"$scratch/volumes"
while read -r volume; do
  [ -n "$volume" ] || continue
  [ -d "$volume" ] || fail "RESTORE_VOLUMES: there is no folder $volume"
  if ! holds "$volume"; then
    say "$volume held nothing when the snapshot was made, and stays as it is"
    continue
  fi
  # Its own patterns begin at the folder that is restored.
  awk -v volume="$volume/" 'index($0, volume) == 1 { print substr($0, length(volume)) }' "$scratch/excludes" >"$scratch/left"
  fetch "$volume" --delete --exclude-file "$scratch/left" </dev/null
done <"$scratch/volumes"

# What a service makes again was made of what stood there: a search would find documents that are gone. Folders stay, because not
# every service makes those.
printf '%s\n' "${RESTORE_REMADE:-}" >"$scratch/remade"
while read -r path; do
  { [ -n "$path" ] && [ -e "$path" ]; } || continue
  find "$path" ! -type d -exec rm -f {} + || fail "RESTORE_REMADE: $path cannot be emptied"
done <"$scratch/remade"

# Two lines for each: the dump, and the file that it replaces.
printf '%s\n' "${RESTORE_SQLITE:-}" >"$scratch/sqlite"
while read -r dump && read -r file; do
  [ -f "$dump" ] || fail "RESTORE_SQLITE: snapshot $RESTORE_SNAPSHOT has no $dump"
  unfinished=$file.unfinished
  cp "$dump" "$unfinished"
  # What the old database had not yet taken in must not meet the new one.
  rm -f "$file-wal" "$file-shm" "$file-journal"
  mv "$unfinished" "$file"
  unfinished=
  say "$file is the dump of the snapshot"
done <"$scratch/sqlite"
