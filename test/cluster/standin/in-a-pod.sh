#!/bin/sh
# in-a-pod.sh ROOT USER GROUP WORD...: runs a program in the root file system ROOT as a container would run it, with the
# folders that the lines of ROOT.mounts name: KIND PATH, where the kind is kept, scratch or read-only. In name spaces that
# the caller has made.
set -eu
root=$1 user=$2 group=$3
shift 3

mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
while read -r kind path; do
  mount --bind "$root$path" "$root$path"
  if [ "$kind" = read-only ]; then mount -o remount,bind,ro "$root$path"; else chown -R "$user:$group" "$root$path"; fi
done <"$root.mounts"
[ "${ROOT_IS:-}" = writable ] || mount -o remount,bind,ro "$root"
unset ROOT_IS
exec chroot --userspec="$user:$group" --groups="$group" "$root" "$@"
