#!/bin/sh
# over-its-memory.sh GROUP: joins the control group GROUP and takes as much memory as all of it may have, so that what its
# program holds is too much.
set -eu
printf '%s\n' "$$" >"$1/cgroup.procs"
bytes=$(cat "$1/memory.limit_in_bytes")
head -c "$bytes" /dev/zero | tail -c "$bytes" >/dev/null
