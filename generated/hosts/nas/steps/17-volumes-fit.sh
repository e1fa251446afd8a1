# shellcheck shell=bash
# The file system of the volumes lies in a file of a fixed size, whose room on the disk is its own: full of data it leaves k3s,
# etcd and SSH theirs. Here is what there is of it, and whether it can be what the model wants, before anything is changed.
volumes=/var/lib/mk360/volumes.img
storage=/var/lib/rancher/k3s/storage
# How large it is to be, and what the disk of the system keeps free beside it, both in bytes.
read -r volumes_size volumes_beside <volumes/size
in_gibi() { awk -v bytes="$1" 'BEGIN { printf "%.1f GiB", bytes / 1024 ^ 3 }'; }

volumes_has=0
volumes_takes=0
if [ -e "$volumes" ]; then
  volumes_has=$(stat -c %s "$volumes")
  volumes_takes=$(du --block-size 1 "$volumes" | cut -f 1)
fi
# What an interrupted run has left goes first.
volumes_left=0
if [ -e "$volumes.new" ]; then volumes_left=$(du --block-size 1 "$volumes.new" | cut -f 1); fi

# The device of the file system, where it is mounted.
volumes_device() { findmnt --noheadings --first-only --output SOURCE --mountpoint "$storage"; }

if volumes_device >/dev/null; then
  volumes_are=mounted
elif [ -z "$(ls -A "$storage" 2>/dev/null)" ]; then
  volumes_are=away
else
  volumes_are=beside
fi

if [ "$volumes_are" = mounted ] && [ "$(cat "/sys/class/block/$(basename "$(volumes_device)")/loop/backing_file" 2>/dev/null)" != "$volumes" ]; then
  printf '%s is something that the owner has mounted there; mk360 leaves it alone\n' "$storage"
  volumes_are=foreign
elif [ "$volumes_are" = beside ] && [ -e "$volumes" ]; then
  printf 'in %s lies something that was written while the file system of the volumes was not mounted there.\n' "$storage" >&2
  printf 'Look at it, move it away, with pods stopped by k3s-killall.sh, and run this again. Nothing was changed.\n' >&2
  exit 1
elif [ "$volumes_are" = beside ] && [ -z "$move_volumes" ]; then
  printf 'the volumes lie on the disk of the system, which each of them can fill; while all services stop, this moves them: %s\n' \
    'sudo bash /var/lib/mk360/confirmed/set-up.sh --move-volumes'
  volumes_are=foreign
elif [ "$volumes_has" -gt "$volumes_size" ]; then
  printf 'the file system of the volumes has %s, and %s are wanted: it grows, and never shrinks.\n' "$(in_gibi "$volumes_has")" "$(in_gibi "$volumes_size")" >&2
  printf 'Set the volumes of this machine in config.yaml to %sMi or more. Nothing was changed.\n' "$((volumes_has / 1024 / 1024))" >&2
  exit 1
fi

if [ "$volumes_are" != foreign ]; then
  volumes_free=$(df --output=avail --block-size 1 /var/lib | tail -n 1)
  if [ "$volumes_takes" -lt "$volumes_size" ] && [ $((volumes_size - volumes_takes + volumes_beside)) -gt $((volumes_free + volumes_left)) ]; then
    printf 'the file system of the volumes wants %s more of the disk, which has %s free, and %s of those stay for the system.\n' \
      "$(in_gibi $((volumes_size - volumes_takes)))" "$(in_gibi "$volumes_free")" "$(in_gibi "$volumes_beside")" >&2
    printf 'Make room, or set the volumes of this machine in config.yaml to less: it can grow later. Nothing was changed.\n' >&2
    exit 1
  fi
fi
