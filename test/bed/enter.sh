#!/bin/bash
# bash enter.sh COMMAND...: runs COMMAND with processes, mounts and a network of its own, from which no way leads out; BED
# names a folder for whatever it makes. When it ends, in whatever way, all of that ends with it: the kernel ends the
# processes, and with the last of them go mounts and networks; guard.sh removes the control groups and the folder.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

[ "$(id -u)" = 0 ] || { printf 'this needs root: it makes networks and mounts of its own\n' >&2 && exit 1; }

BED=$(mktemp -d "${TMPDIR:-/tmp}/mk360-cluster-XXXXXX") || exit
export BED
# Pods run as other users.
chmod 755 "$BED"
# In a session of its own, so that Ctrl-C does not reach it; it begins to clean when nobody holds the pipe any more.
exec {life}> >(exec setsid bash "$here/guard.sh" "$BED")
guard=$!

end() {
  trap '' INT TERM HUP
  trap - EXIT
  exec {life}>&-
  wait "$guard"
  exit "$1"
}
trap 'end 130' INT TERM HUP
trap 'end $?' EXIT

unshare --pid --fork --kill-child=KILL --mount --propagation private --mount-proc --net \
  bash "$here/first.sh" "$@" {life}>&- &
printf '%s\n' "$!" >"$BED/outermost.pid"
wait "$!"
