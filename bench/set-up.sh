#!/bin/bash
# bash set-up.sh FOLDER: how long set-up.sh of a machine's FOLDER takes the first time, and once there is nothing to change;
# milliseconds, one a line. On a machine of the suite's, so root is needed, and what test:hosts needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ "${2:-}" != inside ]; then exec bash "$here/../test/bed/enter.sh" bash "$0" "$1" inside; fi
mkdir "$BED/machine"
unshare --net --mount --propagation private bash "$here/../test/hosts/bed/machine.sh" "$BED/machine" >&2 &
holder=$!
until [ -e "$BED/machine/up" ]; do sleep 0.1; done

set_up() { nsenter -t "$holder" -n -m --wd="$BED" -- bash "$1/set-up.sh" >"$BED/said"; }
milliseconds() {
  local began
  began=$(date +%s%3N)
  "$@" || { cat "$BED/said" >&2 && return 1; }
  printf '%s\n' "$(($(date +%s%3N) - began))"
}
milliseconds set_up "$1"
milliseconds set_up "$1"
grep -qx 'nothing to change' "$BED/said"
