#!/bin/sh
# shellcheck source=retention.sh
. "$(dirname "$0")/retention.sh"

need RESTIC_FROM_REPOSITORY
need_file RESTIC_FROM_PASSWORD_FILE
need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need KEEP_WITHIN
need OWNED_TAGS
need BACKUP_HOST

# A copied snapshot gets a new id and keeps its time.
moments() {
  grep -o '"time":"[^"]*"' "$answer"
}

log_in
if [ -n "${WAIT_FOR:-}" ]; then wait_for_port "${WAIT_FOR%:*}" "${WAIT_FOR##*:}" "${WAIT_SECONDS:-60}"; fi

list_snapshots -r "$RESTIC_FROM_REPOSITORY" --password-file "$RESTIC_FROM_PASSWORD_FILE"
[ -n "$snapshots" ] || fail "there is no snapshot in RESTIC_FROM_REPOSITORY ($RESTIC_FROM_REPOSITORY), so nothing is copied and nothing forgotten"
moments >"$scratch/wanted"
cp "$answer" "$scratch/source"

# With other chunker parameters the same file is cut elsewhere, and every later copy is a full one.
repository_ready --from-repo "$RESTIC_FROM_REPOSITORY" --from-password-file "$RESTIC_FROM_PASSWORD_FILE" --copy-chunker-params

repository copy --from-repo "$RESTIC_FROM_REPOSITORY" --from-password-file "$RESTIC_FROM_PASSWORD_FILE" ||
  fail "restic copy failed with code $code"
cat "$answer"

list_snapshots
[ -n "$snapshots" ] || fail "the copy brought no snapshot to $RESTIC_REPOSITORY, so nothing is forgotten"
moments >"$scratch/there"
absent=$(grep -v -x -F -f "$scratch/there" "$scratch/wanted") &&
  fail "$(printf '%s\n' "$absent" | wc -l | tr -d ' ') snapshots of the source did not arrive in $RESTIC_REPOSITORY, so nothing is forgotten"

forget_guarded
forget_ended "$scratch/source"
[ -z "$held_back" ] || fail "$held_back"
list_snapshots
say "$RESTIC_REPOSITORY holds $(printf '%s\n' "$snapshots" | wc -l | tr -d ' ') snapshots"
