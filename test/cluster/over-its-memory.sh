#!/bin/sh
# over-its-memory.sh GROUP: joins the control group GROUP and takes memory there until the kernel ends it or the group goes.
set -eu
printf '%s\n' "$$" >"$1/cgroup.procs"
exec tail /dev/zero
