#!/bin/bash
# bash set-up.sh [--dry-run]: makes this machine what this folder says, step by step. What is as it should be is left alone,
# so a second run changes nothing, and the next one finishes what an interrupted one began. --dry-run says what would change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
shopt -s nullglob

dry_run=
case "${1:-}" in
  --dry-run) dry_run=yes ;;
  '') ;;
  *) printf 'set-up.sh knows --dry-run, and not %s\n' "$1" >&2 && exit 1 ;;
esac
[ "$(id -u)" = 0 ] || { printf 'set-up.sh must be root: run it with sudo\n' >&2 && exit 1; }

# What was applied since the machine has started; a restart applies everything by itself.
applied=/run/mk360
changes=0

# change WHAT COMMAND...: says what changes, and does it.
change() {
  changes=$((changes + 1))
  printf '%s%s\n' "${dry_run:+would: }" "$1"
  shift
  [ -n "$dry_run" ] || "$@"
}

# apply NAME TEXT WHAT COMMAND...: runs COMMAND where TEXT is not what was applied last under this name.
apply() {
  local name=$1 text=$2
  shift 2
  is_applied "$name" "$text" && return
  change "$@"
  remember "$name" "$text"
}

# is_applied NAME TEXT: TEXT is what was applied last under this name, since the machine has started.
is_applied() { [ "$(cat "$applied/$1" 2>/dev/null)" = "$2" ]; }

# remember NAME TEXT: TEXT is what is applied now.
remember() {
  [ -z "$dry_run" ] || return 0
  mkdir -p "$applied"
  printf '%s\n' "$2" >"$applied/$1"
}

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
  printf '%s changes done\n' "$changes"
fi
