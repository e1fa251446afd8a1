#!/bin/sh
# shellcheck source=retention.sh
. "$(dirname "$0")/retention.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need KEEP_WITHIN
need OWNED_TAGS
need FORGET_JOB
need BACKUP_HOST

# Forgetting never makes a repository: one that is not there is a path gone wrong.
INIT=no
log_in
repository_ready
if [ -n "${END_TAG:-}" ]; then
  end_tag "$END_TAG"
  exit 0
fi
if [ -n "${END_SNAPSHOTS:-}" ]; then
  # shellcheck disable=SC2086 # ids are words
  end_strays $END_SNAPSHOTS
  exit 0
fi
forget_guarded

# ends JOB VARIABLE: the command that runs this job once, with the variable.
ends() {
  printf 'kubectl -n ops create job %s --from=cronjob/%s --dry-run=client -o yaml | kubectl set env --local -f - %s -o yaml | kubectl create -f -' "$1" "$FORGET_JOB" "$2"
}

# The last snapshots of what nothing runs any more are the newest of their group for ever, and so never too old.
list_snapshots
list_tags "$answer" >"$scratch/tags"
gone=0
while read -r tag count last; do
  ! owned "$tag" || continue
  say "nothing that runs owns the backups of $tag: $count, the last of $last. They stay until they are ended, by: $(ends "end-$tag" "END_TAG=$tag")"
  printf '%s\n' "${PARKED_TAGS:-}" | grep -q -x -F -e "$tag" || gone=$((gone + 1))
done <"$scratch/tags"
strays=$(list_strays "$answer" | tr '\n' ' ')
if [ -n "$strays" ]; then
  strays=${strays% }
  say "no job has made the backups $strays: their host is not $BACKUP_HOST, or they have no tag or several. They stay until they are ended, by: $(ends end-strays "'END_SNAPSHOTS=$strays'")"
fi
[ -z "$held_back" ] || fail "$held_back"
[ "$gone" -eq 0 ] || fail "backups of $gone retired or renamed services do not expire: end them, as the lines above say"
[ -z "$strays" ] || fail "backups that no job has made do not expire: end them, as the line above says"
