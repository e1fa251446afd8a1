#!/bin/sh
# Says what a service has in its repository, and how much room its volumes have for a restore, each on a line of its own.
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need BACKUP_HOST
need BACKUP_TAG

log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi
INIT=no repository_ready

# Each of the two tags is asked for: what was there before a restore is a way back from it.
list_snapshots --host "$BACKUP_HOST" --tag "$BACKUP_TAG" --tag "$BACKUP_TAG.before-restore"
printf 'snapshots %s\n' "$(tr -d '\n' <"$answer")"

printf '%s\n' "${RESTORE_VOLUMES:-}" >"$scratch/volumes"
while read -r volume; do
  [ -n "$volume" ] || continue
  printf 'room %s %s %s\n' "$volume" "$(df -P -k "$volume" | awk 'NR == 2 { print $4 }')" "$(du -s -k "$volume" | cut -f 1)"
done <"$scratch/volumes"
