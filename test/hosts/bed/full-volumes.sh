#!/bin/bash
# On the computer of guest.sh: sets its volumes up from the folder SET_UP, fills them, and prints what became of it, a word and
# a figure a line; sizes are in bytes.
set -euo pipefail
set_up=${GUEST_FOLDER:?}/set-up
storage=/var/lib/rancher/k3s/storage
business=$storage/storage/redis-business-data
private=$storage/storage/redis-private-data
run() { bash "$set_up/set-up.sh"; }
tell() { printf '%s: %s\n' "$1" "${*:2}"; }
free() { df --output=avail --block-size 1 "$1" | tail -n 1; }
# Writes until nothing more is taken, as a program in a pod, and gives what it was told.
fill() {
  mkdir -p /run/pod
  mount --bind "$1" /run/pod
  setpriv --reuid 999 --regid 999 --clear-groups dd if=/dev/zero of=/run/pod/fill bs=64K oflag=append conv=notrunc,fsync 2>&1 | sed -n 's/.*: //p' | head -n 1
  umount /run/pod
}
writes() { if dd if=/dev/urandom of="$1/written" bs=1M count="${2:-1}" conv=fsync status=none; then printf yes; else printf no; fi; }

run >/dev/null
tell again "$(run)"
tell counted "$(grep -c " $storage xfs .*prjquota" /proc/mounts)"
cp -r "$set_up" /var/lib/mk360/confirmed

before=$(free /var/lib)
tell full "$(fill "$business")"
tell full-has "$(stat -c %s "$business/fill")"
tell full-left $(($(free "$business")))
tell reported "$(bash "$set_up/etc/mk360/report.sh" | grep '^says the volume')"
tell neighbour-writes "$(writes "$private")"
tell disk-changed "$((before - $(free /var/lib)))"

# What belongs to no volume of the model fills all the rest.
mkdir -m 777 "$storage/other"
tell everything-full "$(fill "$storage/other")"
tell disk-changed-still "$((before - $(free /var/lib)))"
tell disk-writes "$(writes /var/lib)"
rm -r "$storage/other"

# As k3s makes a volume that the machine was not told of.
rm -r "$private"
mkdir -m 777 "$private"
writes "$private" 2 >/dev/null
tell found "$(run)"
tell found-full "$(fill "$private")"
tell found-has "$(du --summarize --block-size 1 "$private" | cut -f 1)"

# One that has more than its size before it is held.
rm -r "$business"
mkdir -m 777 "$business"
writes "$business" 32 >/dev/null
tell over "$(run)"
tell over-writes "$(writes "$business" 32)"
tell over-again "$(run)"
rm "$business/written"
tell no-longer-over "$(run)"
tell no-longer-over-full "$(fill "$business")"

# It grows while somebody writes.
has=$(df --output=size --block-size 1 "$storage" | tail -n 1)
(
  trap 'exit 0' TERM
  while :; do writes "$private/.." 4 >/dev/null; done
) &
cp -r "$set_up" /run/larger
sed -i 's/^[0-9]* /671088640 /' /run/larger/volumes/size
tell grown "$(bash /run/larger/set-up.sh)"
kill "$!"
wait "$!" || true
tell grown-by "$(($(df --output=size --block-size 1 "$storage" | tail -n 1) - has))"
tell grown-again "$(bash /run/larger/set-up.sh)"
tell not-smaller "$(run 2>&1 || true)"

# As after a restart of the machine.
umount "$storage"
systemctl start var-lib-rancher-k3s-storage.mount
tell after-restart-full "$(fill "$business")"
umount "$storage"
tell sound "$(xfs_repair -n /var/lib/mk360/volumes.img >/run/repair 2>&1; printf %s "$?")"
