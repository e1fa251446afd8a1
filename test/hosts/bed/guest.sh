#!/bin/bash
# bash guest.sh FOLDER SCRIPT: runs SCRIPT on a computer that is a program of this one, and prints what it printed. Its kernel
# counts and limits on XFS, which this one's need not; its files are these, to read alone; its disk is FOLDER/disk.
# KERNEL names the folder of .ci/counting-kernel.sh.
set -euo pipefail
folder=$1
script=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -z "${MOUNTS_OF_ITS_OWN:-}" ]; then exec env MOUNTS_OF_ITS_OWN=yes unshare --mount --propagation private bash "$0" "$@"; fi

# The kernel has a C library of its own, which the programs on it must not see: it lives in a folder with nothing else.
root=$folder/kernel
mkdir -p "$root"/{files,proc,dev,tmp}
cp -r "${KERNEL:?}/." "$root"
mount --rbind / "$root/files"
mount --bind /proc "$root/proc"
mount --rbind /dev "$root/dev"
truncate --size 2G "$folder/disk"
mkfs.ext4 -q "$folder/disk"
touch "$folder/printed"
settings=(
  mem=256M rootfstype=hostfs rootflags=/files root=/dev/root ro quiet umid=guest uml_dir=/tmp/
  "ubd0=/files$folder/disk" con=null 'con0=null,fd:1' "GUEST_FOLDER=$folder" "GUEST_SCRIPT=$script"
  init=/bin/bash -- "$here/guest-first.sh"
)
# Its end is an error to it, whatever came before.
{ env -i HOME=/tmp LD_LIBRARY_PATH=/lib64 /usr/sbin/chroot "$root" /linux.uml "${settings[@]}" </dev/null >"$folder/console" 2>&1 || true; } 2>/dev/null
grep -q '^end$' "$folder/printed" || { cat "$folder/console" "$folder/printed" >&2 && exit 1; }
sed '$d' "$folder/printed"
