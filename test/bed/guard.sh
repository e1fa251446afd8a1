#!/bin/bash
# bash guard.sh BED: waits until its standard input ends, then ends what still runs in the bed and removes what the kernel
# does not remove by itself.
bed=$1
trap '' INT TERM HUP
cat >/dev/null
cd / || exit
pid=$(cat "$bed/outermost.pid" 2>/dev/null)
[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
# A control group goes when its last process is gone.
groups="mk360-${bed##*-}"
for ((tries = 0; tries < 100; tries += 1)); do
  mapfile -t left < <(find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -type d -name "$groups-*")
  [ "${#left[@]}" -gt 0 ] || break
  for group in "${left[@]}"; do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done
  sleep 0.1
done
# podman has one of its own there, whoever starts it; what somebody still uses cannot be removed.
for group in /sys/fs/cgroup/*/libpod_parent; do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done
rm -rf "$bed"
