#!/usr/bin/env bash
# queue.sh NAME=SECONDS... [--RULE NAME [OTHER]]...: has such suites by .ci/queue.sh, under its rules. $logs is where they print.
# Ends with what each noted: +NAME and its niceness when it began, -NAME when it ended. The suite "broken" fails, "killed" is
# killed. With --forgetful first, the shell knows nothing of a suite that has ended, as after very many others.
set -uo pipefail
# shellcheck source=SCRIPTDIR/../../.ci/queue.sh
. "$(dirname "$0")/../../.ci/queue.sh"

note() {
  printf '+%s %s\n' "$1" "$(nice)" >>"$logs/seen"
  sleep "$2"
  printf 'printed by %s\n' "$1"
  printf -- '-%s\n' "$1" >>"$logs/seen"
  [ "$1" != killed ] || kill -KILL "$BASHPID"
  [ "$1" != broken ]
}

row() {
  printf 'row %s %s\n' "$1" "$2"
}

if [ "$1" = --forgetful ]; then
  wait() { return 127; }
  shift
fi
while [ "$#" -gt 0 ]; do
  case $1 in
    --needs | --beside)
      "${1#--}" "$2" "$3"
      shift 3
      ;;
    --alone | --waits)
      "${1#--}" "$2"
      shift 2
      ;;
    *)
      suite "${1%=*}" note "${1%=*}" "${1#*=}"
      shift
      ;;
  esac
done
queue=("${!names[@]}")
for number in "${queue[@]}"; do show_suite "$number"; done
cat "$logs/seen"
