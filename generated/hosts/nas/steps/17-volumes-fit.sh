# shellcheck shell=bash
# The file system of the volumes lies in a file of a fixed size, whose room on the disk is its own: full of data it leaves k3s,
# etcd and SSH theirs. Here is what there is of it, and whether it can be what the model wants, before anything is changed.
volumes=/var/lib/mk360/volumes.img
storage=/var/lib/rancher/k3s/storage
# How large it is to be, and what the disk of the system keeps free beside it, both in bytes.
read -r volumes_size volumes_beside <volumes/size
volumes_wanted=$volumes_size
# What lies before it where it is encrypted, and room to move it: as much as cryptsetup-reencrypt(8) asks for.
volumes_head=$((32 * 1024 * 1024))
# In memory: whoever sets the machine up brings it.
volumes_key=${memory:?}/volumes.key
# Where it is encrypted, by what name it is open. A machine is asked once, when the file system is made: it stays as it is then.
volumes_open=
encrypted=/var/lib/mk360/volumes.luks
# Of which something is encrypted already.
half_encrypted=/var/lib/mk360/volumes.half
if [ -e "$encrypted" ] || [ -e "$half_encrypted" ] || { [ -e volumes/encrypted ] && [ ! -e "$volumes" ]; }; then
  volumes=$encrypted
  volumes_open=mk360-volumes
  volumes_size=$((volumes_size + volumes_head))
fi
is_open() { cryptsetup status "$volumes_open" >/dev/null 2>&1; }
in_gibi() { awk -v bytes="$1" 'BEGIN { printf "%.1f GiB", bytes / 1024 ^ 3 }'; }

volumes_has=0
volumes_takes=0
if [ -e "$volumes" ]; then
  volumes_has=$(stat -c %s "$volumes")
  volumes_takes=$(du --block-size 1 "$volumes" | cut -f 1)
fi
# What an interrupted run has left goes first.
volumes_left=0
if [ -e "$half_encrypted" ]; then
  volumes_has=$volumes_size
  volumes_takes=$volumes_size
fi
if [ -e "$volumes.new" ]; then volumes_left=$(du --block-size 1 "$volumes.new" | cut -f 1); fi

# The device of the file system, where it is mounted, and the file in which that lies.
volumes_device() { findmnt --noheadings --first-only --output SOURCE --mountpoint "$storage"; }
volumes_file() {
  case "$1" in
    /dev/mapper/*) cryptsetup status "$(basename "$1")" | sed -n 's/^ *loop: *//p' ;;
    *) cat "/sys/class/block/$(basename "$1")/loop/backing_file" ;;
  esac 2>/dev/null
}

if volumes_device >/dev/null; then
  volumes_are=mounted
elif [ -z "$(ls -A "$storage" 2>/dev/null)" ]; then
  volumes_are=away
else
  volumes_are=beside
fi

if [ "$volumes_are" = mounted ] && [ "$(volumes_file "$(volumes_device)")" != "$volumes" ]; then
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
  printf 'the file system of the volumes has %s, and %s are wanted: it grows, and never shrinks.\n' "$(in_gibi "$volumes_has")" "$(in_gibi "$volumes_wanted")" >&2
  printf 'Set the volumes of this machine in config.yaml to %sMi or more. Nothing was changed.\n' "$(((volumes_has - volumes_size + volumes_wanted) / 1024 / 1024))" >&2
  exit 1
fi

if [ -n "$volumes_open" ] && [ ! -e volumes/encrypted ]; then
  printf 'the volumes are encrypted, and unlockedBy of this machine in config.yaml is nobody: after a restart they would stay closed.\n' >&2
  printf 'Write owner there, or the machine that gives the key. Nothing was changed.\n' >&2
  exit 1
elif [ -n "$volumes_open" ] && [ "$volumes_are" != foreign ] && [ ! -s "$volumes_key" ] && ! is_open; then
  if [ -e "$half_encrypted" ]; then
    printf 'the volumes are encrypted in part, because a run was interrupted: mk360 hosts set-up brings their key and goes on\n'
    volumes_are=locked
  elif [ -e "$volumes" ]; then
    printf 'the volumes are locked since the machine has started: mk360 hosts unlock opens them\n'
    volumes_are=locked
  elif [ -z "$dry_run" ]; then
    printf 'the volumes are to be encrypted, and their key is not here: mk360 hosts set-up brings it. Nothing was changed.\n' >&2
    exit 1
  fi
elif [ -z "$volumes_open" ] && [ -e volumes/encrypted ] && [ -z "$encrypt_volumes" ]; then
  printf 'the volumes lie there in the clear; while all services stop, this encrypts them where they are: %s\n' \
    'sudo bash /var/lib/mk360/confirmed/set-up.sh --encrypt-volumes'
fi

if [ "$volumes_are" != foreign ] && [ "$volumes_are" != locked ]; then
  volumes_free=$(df --output=avail --block-size 1 /var/lib | tail -n 1)
  if [ "$volumes_takes" -lt "$volumes_size" ] && [ $((volumes_size - volumes_takes + volumes_beside)) -gt $((volumes_free + volumes_left)) ]; then
    printf 'the file system of the volumes wants %s more of the disk, which has %s free, and %s of those stay for the system.\n' \
      "$(in_gibi $((volumes_size - volumes_takes)))" "$(in_gibi "$volumes_free")" "$(in_gibi "$volumes_beside")" >&2
    printf 'Make room, or set the volumes of this machine in config.yaml to less: it can grow later. Nothing was changed.\n' >&2
    exit 1
  fi
fi
