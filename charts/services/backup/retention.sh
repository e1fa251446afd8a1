# shellcheck shell=sh
# How snapshots are forgotten, on top of repository.sh.
# shellcheck source=repository.sh
. "$(dirname "$0")/repository.sh"

# What stood there before a restore goes by its age, the last one too: no job makes a newer one, and restic keeps the newest of a
# group for ever.
forget_before_restores() {
  find_oldest
  list_snapshots
  old_ids=$(list_all "$answer" | awk -v oldest="$oldest" '$4 ~ /\.before-restore$/ && $1 < oldest { print $2 }')
  [ -n "$old_ids" ] || return 0
  # shellcheck disable=SC2086 # ids are words
  repository forget --prune $old_ids || fail "restic forget failed with code $code"
  say "$(printf '%s\n' "$old_ids" | wc -l | tr -d ' ') backups of what stood there before a restore were too old"
}

# keep-within counts from the newest snapshot of a group. One snapshot with a wrong date, or the first after a long
# pause, would therefore sweep away all others: most of a group goes only when KEEP_FLOOR snapshots of it stay. Otherwise
# nothing is forgotten, and $held_back says why; the caller fails with it when it has told the rest.
forget_guarded() {
  held_back=
  forget_before_restores
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
    would*)
      # shellcheck disable=SC2034 # read by the scripts
      held_back="forgetting with KEEP_WITHIN=$KEEP_WITHIN $plan of a group, fewer than KEEP_FLOOR=${KEEP_FLOOR:-3}: look for a snapshot with a wrong date or a long pause (restic snapshots); of a job that runs it passes by itself when ${KEEP_FLOOR:-3} younger ones are there"
      return 0
      ;;
  esac
  [ "$plan" = "seen $(printf '%s\n' "$snapshots" | wc -l | tr -d ' ')" ] ||
    fail "what restic would forget does not add up with the snapshots of $RESTIC_REPOSITORY"
  repository "$@" --prune || fail "restic forget failed with code $code"
  cat "$answer"
}

# One line for each snapshot of restic's list in the file $1: day, id, time, tag, and its group. The tag is "-" for what no
# job of ours has made: it has another host, no tag or several, or one that is no name of a service, nor that with .before-restore.
list_all() {
  awk -v host="\"hostname\":\"$BACKUP_HOST\"" '{
    n = split($0, one, /[{]"time":/)
    for (i = 2; i <= n; i++) {
      if (!match(one[i], /"id":"[0-9a-f]*/)) continue
      id = substr(one[i], RSTART + 6, RLENGTH - 6)
      tag = "-"
      if (index(one[i], host) && match(one[i], /"tags":\["[a-z0-9-]+(\.before-restore)?"\]/)) tag = substr(one[i], RSTART + 9, RLENGTH - 11)
      group = match(one[i], /"hostname":"[^"]*"/) ? substr(one[i], RSTART, RLENGTH) : ""
      if (match(one[i], /"tags":\[[^]]*\]/)) group = group substr(one[i], RSTART, RLENGTH)
      print substr(one[i], 2, 10), id, substr(one[i], 2, index(substr(one[i], 2), "\"") - 1), tag, group
    }
  }' "$1"
}

# One line for each service's tag in restic's list in the file $1: tag, number of snapshots, day of the last.
list_tags() {
  list_all "$1" | awk '$4 != "-" && $4 !~ /\./ {
    count[$4]++
    if ($1 > last[$4]) last[$4] = $1
  } END { for (tag in count) print tag, count[tag], last[tag] }'
}

# Sets $oldest to the first day that KEEP_WITHIN holds.
find_oldest() {
  days=$(awk -v span="$KEEP_WITHIN" 'BEGIN {
    unit = substr(span, length(span))
    print int(span * (unit == "y" ? 365 : unit == "m" ? 365 / 12 : unit == "h" ? 1 / 24 : 1))
  }')
  oldest=$(date -d "@$(($(date +%s) - days * 86400))" +%Y-%m-%d)
}

# The ids of what no job of ours has made and is too old, by groups whose newest is too: restic keeps that one for ever, and
# counts from it.
list_strays() {
  find_oldest
  list_all "$1" | awk -v oldest="$oldest" '
    $4 == "-" {
      group = $0
      sub(/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ /, "", group)
      if ($1 > newest[group]) newest[group] = $1
      ids[group] = ids[group] substr($2, 1, 16) "\n"
    }
    END { for (group in newest) if (newest[group] < oldest) printf "%s", ids[group] }'
}

owned() {
  printf '%s\n' "$OWNED_TAGS" | grep -q -x -F -e "$1"
}

# Removes every snapshot of a tag that nothing running owns.
end_tag() {
  if owned "$1"; then fail "END_TAG: $1 runs, and its backups end only with it; there is nothing to end but $(unowned_tags)"; fi
  list_snapshots
  # What has another tag beside it may be of somebody who runs.
  ended_ids=$(list_all "$answer" | awk -v tag="$1" '$4 == tag { print $2 }')
  [ -n "$ended_ids" ] || fail "END_TAG: there is no backup of $1 in $RESTIC_REPOSITORY; there is nothing to end but $(unowned_tags)"
  # shellcheck disable=SC2086 # ids are words
  repository forget --prune $ended_ids || fail "restic forget failed with code $code"
  say "$(printf '%s\n' "$ended_ids" | wc -l | tr -d ' ') backups of $1 are ended"
}

unowned_tags() {
  list_snapshots
  list_tags "$answer" | while read -r tag _; do owned "$tag" || printf '%s ' "$tag"; done
}

# Removes what END_SNAPSHOTS names, which must be of list_strays.
end_strays() {
  list_snapshots
  list_strays "$answer" >"$scratch/strays"
  for id; do
    grep -q -x -F -e "$id" "$scratch/strays" ||
      fail "END_SNAPSHOTS: $id is no backup that ends in this way; those are: $(tr '\n' ' ' <"$scratch/strays")"
  done
  repository forget --prune "$@" || fail "restic forget failed with code $code"
  say "$# backups that no job has made are ended"
}

# At a place of copies: what nothing running owns, or no job has made, and the source $1 has no more, goes by its own age. A
# source that still has it would send it again.
forget_ended() {
  find_oldest
  list_all "$1" >"$scratch/at-source"
  list_snapshots
  list_all "$answer" >"$scratch/at-place"
  # shellcheck disable=SC2153 # the caller has asked for it
  printf '%s\n' "$OWNED_TAGS" >"$scratch/owned"
  ended_ids=$(awk -v oldest="$oldest" '
    FILENAME == ARGV[1] { kept[$1] = 1; next }
    FILENAME == ARGV[2] { kept[$4 == "-" ? $3 : $4] = 1; next }
    $1 < oldest && !(($4 == "-" ? $3 : $4) in kept) { print $2 }' "$scratch/owned" "$scratch/at-source" "$scratch/at-place")
  [ -n "$ended_ids" ] || return 0
  # shellcheck disable=SC2086 # ids are words
  repository forget --prune $ended_ids || fail "restic forget failed with code $code"
  say "$(printf '%s\n' "$ended_ids" | wc -l | tr -d ' ') copies of what has ended were too old"
}
