#!/bin/sh
# shellcheck source=retention.sh
. "$(dirname "$0")/retention.sh"

need RESTIC_REPOSITORY
need_file RESTIC_PASSWORD_FILE
need KEEP_WITHIN
need OWNED_TAGS
need FORGET_JOB

# Forgetting never makes a repository: one that is not there is a path gone wrong.
INIT=no
log_in
repository_ready
if [ -n "${END_TAG:-}" ]; then
  end_tag "$END_TAG"
  exit 0
fi
forget_guarded

# The last snapshots of what nothing runs any more are the newest of their group for ever, and so never too old.
list_snapshots
list_tags "$answer" >"$scratch/tags"
gone=0
while read -r tag count last; do
  ! owned "$tag" || continue
  say "nothing that runs owns the backups of $tag: $count, the last of $last. They stay until they are ended, by: kubectl -n ops create job end-$tag --from=cronjob/$FORGET_JOB --dry-run=client -o yaml | kubectl set env --local -f - END_TAG=$tag -o yaml | kubectl create -f -"
  printf '%s\n' "${PARKED_TAGS:-}" | grep -q -x -F -e "$tag" || gone=$((gone + 1))
done <"$scratch/tags"
[ "$gone" -eq 0 ] || fail "backups of $gone retired or renamed services do not expire: end them, as the lines above say"
