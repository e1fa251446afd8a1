# shellcheck shell=bash
# The volumes: their file system, and a limit for each, so that one that is full stops nothing but what writes it.
: "${volumes:?}" "${storage:?}" "${volumes_are:?}" "${volumes_size:?}" "${volumes_has:?}" "${volumes_takes:?}"
volumes_unit=var-lib-rancher-k3s-storage.mount
# Where it is filled, before it is whole.
half=${applied:?}/volumes-half
: "${scratch:?}"
read -r k3s_role _ <k3s
k3s_unit=k3s
[ "$k3s_role" = server ] || k3s_unit=k3s-agent

# Whole or not at all; what an interrupted run has left of it is made anew.
make_volumes() {
  mkdir -p "$(dirname "$volumes")"
  rm -f "$volumes.new"
  (umask 077 && fallocate --length "$volumes_size" "$volumes.new")
  # -K: what it discards would be the disk's again.
  mkfs.xfs -q -K "$volumes.new"
}

# From here on k3s starts with it, or not at all.
mount_volumes() {
  [ ! -e "$volumes.new" ] || mv "$volumes.new" "$volumes"
  mkdir -p "$storage"
  install -m 644 "volumes/$volumes_unit" "/etc/systemd/system/$volumes_unit.new"
  mv "/etc/systemd/system/$volumes_unit.new" "/etc/systemd/system/$volumes_unit"
  systemctl daemon-reload
  systemctl enable --quiet "$volumes_unit"
  systemctl start "$volumes_unit"
  start_k3s
}

# Without the mount it has not started; where it runs, it goes on.
start_k3s() { ! systemctl is-enabled --quiet "$k3s_unit" 2>/dev/null || systemctl start --no-block "$k3s_unit"; }

# Everything in a folder, by its kind, rights, owner, time, place and content.
all_of() (
  cd "$1" || exit
  find . -mindepth 1 \( -type d -printf '%y %m %U:%G %p\n' -o -printf '%y %m %U:%G %s %T@ %p %l\n' \) | sort
  find . -type f -print0 | sort -z | xargs --no-run-if-empty -0 sha256sum
)

# What an interrupted run has left; its pods start again.
forget_half() {
  ! mountpoint --quiet "$half" || umount "$half"
  rm -f "$volumes.new"
  start_k3s
}

stay_beside() {
  forget_half
  rm -rf "$scratch"
  printf 'the volumes are where they were, and the services start again\n' >&2
}

# Until the copy is whole and compared, nothing is touched of what lies on the disk of the system; then it stays beside, for the
# owner to remove.
move_volumes() {
  trap stay_beside EXIT
  # Pods go on without k3s, and write.
  systemctl stop "$k3s_unit"
  k3s-killall.sh >/dev/null 2>&1 || true
  # The fourth word is where a mount begins within its file system.
  if awk '{ print $4 }' /proc/self/mountinfo | grep -q /k3s/storage/; then
    printf 'something still uses %s\n' "$storage" >&2
    return 1
  fi
  make_volumes
  mkdir -p "$half"
  mount -o loop "$volumes.new" "$half"
  cp --archive --preserve=all "$storage/." "$half"
  all_of "$storage" >"$scratch/before"
  all_of "$half" >"$scratch/after"
  umount "$half"
  if ! cmp -s "$scratch/before" "$scratch/after"; then
    printf 'the copy is not what lies in %s: something writes there\n' "$storage" >&2
    return 1
  fi
  trap 'rm -rf "$scratch"' EXIT
  mv "$storage" "$storage.before"
  mount_volumes
  printf 'The volumes before lie in %s.before: remove that once everything is there.\n' "$storage"
}

grow_volumes() {
  local device
  device=$(volumes_device)
  # It fills holes too.
  fallocate --length "$volumes_size" "$volumes"
  losetup --set-capacity "$device"
  xfs_growfs "$storage" >/dev/null
}

# How large the mounted file system is, in bytes.
# By "%.0f", because not every awk writes a large number out.
volumes_hold() { xfs_growfs -n "$storage" | awk -F '[= ,]+' '/^data / { printf "%.0f\n", $3 * $5 }'; }

[ ! -e "$volumes.new" ] || change 'remove what an interrupted run has left of the file system of the volumes' forget_half
case "$volumes_are" in
  beside) change "move the volumes into a file system of their own, of $(in_gibi "$volumes_size")" move_volumes ;;
  away)
    [ -e "$volumes" ] || change "make the file system of the volumes, of $(in_gibi "$volumes_size")" make_volumes
    change 'mount the file system of the volumes' mount_volumes
    ;;
  mounted)
    if ! cmp -s "volumes/$volumes_unit" "/etc/systemd/system/$volumes_unit" || ! systemctl is-enabled --quiet "$volumes_unit"; then
      change 'mount the file system of the volumes at each start, before k3s' mount_volumes
    fi
    if [ "$volumes_has" -lt "$volumes_size" ] || [ "$(volumes_hold)" -lt "$volumes_size" ]; then
      change "let the file system of the volumes grow to $(in_gibi "$volumes_size")" grow_volumes
    elif [ "$volumes_takes" -lt "$volumes_size" ]; then
      change 'take the room for the volumes anew: something has given it back to the disk' grow_volumes
    fi
    ;;
esac
