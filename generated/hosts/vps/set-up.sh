#!/bin/bash
# bash set-up.sh [OPTION]: makes this machine what this folder says, step by step. What is as it should be is left alone, so a
# second run changes nothing, and the next one finishes what an interrupted one began.
#   --dry-run          says what would change, and changes nothing
#   --way-back SECONDS changes, and goes back to what was confirmed last unless somebody confirms within that time
#   --confirm          confirms: whoever can say so can still log in
#   --upgrade          brings k3s to the release that this folder names, too
#   --move-volumes     moves volumes that lie on the disk of the system into their own file system; all services stop meanwhile
#   --encrypt-volumes  encrypts that file system where it lies, with the key that mk360 hosts set-up has brought; the same
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

dry_run=
way_back=
upgrade=
move_volumes=
encrypt_volumes=
# shellcheck disable=SC2034 # A step reads what is asked for.
case "${1:-}" in
  --dry-run) dry_run=yes ;;
  --way-back) way_back=${2:?how many seconds} ;;
  --upgrade) upgrade=yes ;;
  --move-volumes) move_volumes=yes ;;
  --encrypt-volumes) encrypt_volumes=yes ;;
  --confirm | '') ;;
  *) printf 'set-up.sh knows --dry-run, --way-back SECONDS, --confirm, --upgrade, --move-volumes and --encrypt-volumes, and not %s\n' "$1" >&2 && exit 1 ;;
esac
[ "$(id -u)" = 0 ] || { printf 'set-up.sh must be root: run it with sudo\n' >&2 && exit 1; }

# What was applied last; a restart of the machine applies the same by itself.
applied=/var/lib/mk360/applied
# What a restart ends.
memory=/run/mk360
changes=0
# One at a time; what runs on after it does not hold it.
mkdir -p "$memory"
exec 9>"$memory/lock"
flock 9
# For what is tried before it is put into place; a step that fails leaves nothing of it, nor does a run that was killed.
scratch=$memory/scratch
rm -rf "$scratch"
mkdir -m 700 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# The folder that was confirmed last.
confirmed=/var/lib/mk360/confirmed
forget_way_back() { systemctl stop mk360-way-back.timer mk360-way-back.service 2>/dev/null || true; }
if [ "${1:-}" = --confirm ]; then
  forget_way_back
  rm -rf "$confirmed"
  mkdir -p "$(dirname "$confirmed")"
  cp -r . "$confirmed"
  printf 'confirmed\n'
  exit
fi

# Before the first change: the connection that this came over may be what it cuts.
arm_way_back() {
  forget_way_back
  cp way-back.sh "$memory/way-back.sh"
  systemd-run --quiet --collect --unit mk360-way-back --on-active "$way_back" bash "$memory/way-back.sh" "$confirmed" 9>&-
}

# change WHAT COMMAND...: says what changes, and does it.
change() {
  changes=$((changes + 1))
  [ "$changes" != 1 ] || [ -z "$way_back" ] || arm_way_back
  printf '%s%s\n' "${dry_run:+would: }" "$1"
  shift
  [ -n "$dry_run" ] || "$@" 9>&-
}

# apply NAME TEXT WHAT COMMAND...: runs COMMAND where TEXT is not what was applied last under this name.
apply() {
  local name=$1 text=$2
  shift 2
  is_applied "$name" "$text" && return
  change "$@"
  remember "$name" "$text"
}

# is_applied NAME TEXT: TEXT is what was applied last under this name.
is_applied() { [ "$(cat "$applied/$1" 2>/dev/null)" = "$2" ]; }

# remember NAME TEXT: TEXT is what is applied now.
remember() {
  [ -z "$dry_run" ] || return 0
  mkdir -p "$applied"
  printf '%s\n' "$2" >"$applied/$1"
}

# forget NAME: it is applied anew, whatever was applied under this name.
forget() { [ -n "$dry_run" ] || rm -f "$applied/$1"; }

# The content of files, short enough to compare.
sum_of() { sha256sum -- "$@" | sha256sum | cut -d ' ' -f 1; }

for step in steps/*.sh; do
  # shellcheck source=/dev/null
  . "$step"
done

if [ "$changes" = 0 ]; then
  printf 'nothing to change\n'
elif [ -n "$dry_run" ]; then
  printf '%s changes; nothing was done\n' "$changes"
else
  # The time begins when all is done.
  [ -z "$way_back" ] || arm_way_back
  printf '%s changes done\n' "$changes"
fi
