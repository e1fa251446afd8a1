# shellcheck shell=sh
# How snapshots are forgotten, on top of repository.sh.
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

# keep-within counts from the newest snapshot of a group. One snapshot with a wrong date, or the first after a long
# pause, would therefore sweep away all others: most of a group goes only when KEEP_FLOOR snapshots of it stay.
forget_guarded() {
  list_snapshots
  [ -n "$snapshots" ] || fail "there is no snapshot in $RESTIC_REPOSITORY, so nothing is forgotten"
  set -- forget --keep-within "$KEEP_WITHIN" --group-by host,tags
  repository "$@" --dry-run || fail "restic forget failed with code $code"
  plan=$(awk -v floor="${KEEP_FLOOR:-3}" '
    function judge() { if (removed > kept && kept < floor) print "would keep only " kept " of " kept + removed " snapshots" }
    /^keep [0-9]+ snapshots:/ { judge(); kept = $2; removed = 0; seen += $2 }
    /^remove [0-9]+ snapshots:/ { removed = $2; seen += $2 }
    END { judge(); print "seen " seen + 0 }' "$answer" | head -n 1)
  case $plan in
    would*) fail "forgetting with KEEP_WITHIN=$KEEP_WITHIN $plan of a group, fewer than KEEP_FLOOR=${KEEP_FLOOR:-3}" ;;
  esac
  [ "$plan" = "seen $(printf '%s\n' "$snapshots" | wc -l | tr -d ' ')" ] ||
    fail "what restic would forget does not add up with the snapshots of $RESTIC_REPOSITORY"
  repository "$@" --prune || fail "restic forget failed with code $code"
  cat "$answer"
}
