# shellcheck shell=bash
# The volumes: their file system, and a limit for each, so that one that is full stops nothing but what writes it.
: "${volumes:?}" "${storage:?}" "${volumes_are:?}" "${volumes_size:?}" "${volumes_has:?}" "${volumes_takes:?}" "${volumes_key:?}"
: "${volumes_wanted:?}" "${volumes_head:?}" "${encrypted:?}" "${half_encrypted:?}"
volumes_unit=var-lib-rancher-k3s-storage.mount
volumes_unit_file=volumes/$volumes_unit
[ -z "$volumes_open" ] || volumes_unit_file=volumes/encrypted/$volumes_unit
# Where it is filled, before it is whole.
half=${memory:?}/volumes-half
: "${scratch:?}"
read -r k3s_role _ <k3s
k3s_unit=k3s
[ "$k3s_role" = server ] || k3s_unit=k3s-agent

# Whole or not at all; what an interrupted run has left of it is made anew.
make_volumes() {
  mkdir -p "$(dirname "$volumes")"
  rm -f "$volumes.new"
  (umask 077 && fallocate --length "$volumes_size" "$volumes.new")
  if [ -z "$volumes_open" ]; then
    make_file_system "$volumes.new"
  else
    # Its key is no word that somebody could guess: what makes guessing slow would be for nothing.
    cryptsetup luksFormat --batch-mode --type luks2 --offset 32768 "${quick[@]}" "$volumes.new"
    open_half
    make_file_system "/dev/mapper/$volumes_open-half"
    close_half
  fi
}

# -K: what it discards would be the disk's again.
make_file_system() { mkfs.xfs -q -K "$1"; }

# The options for a key that was drawn by lot, and where it is.
quick=(--pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "$volumes_key")

open_half() { cryptsetup open --type luks2 --key-file "$volumes_key" "$volumes.new" "$volumes_open-half"; }
close_half() { ! cryptsetup status "$volumes_open-half" >/dev/null 2>&1 || cryptsetup close "$volumes_open-half"; }

# Where systemd finds it: whole, or as it was.
put_unit() {
  local unit
  unit=/etc/systemd/system/$(basename "$1")
  install -m 644 "$1" "$unit.new"
  mv "$unit.new" "$unit"
  systemctl daemon-reload
}

# From here on k3s starts with it, or not at all.
mount_volumes() {
  [ ! -e "$volumes.new" ] || mv "$volumes.new" "$volumes"
  mkdir -p "$storage"
  put_unit "$volumes_unit_file"
  if [ -n "$volumes_open" ]; then
    open_volumes
  else
    systemctl enable --quiet "$volumes_unit"
    systemctl start "$volumes_unit"
    start_k3s
  fi
}

open_volumes() {
  local key=$volumes_key said
  # What is open wants none.
  [ -s "$key" ] || key=/dev/null
  said=$(bash etc/mk360/unlock.sh <"$key") || { printf '%s\n' "$said" >&2 && return 1; }
}

# Encrypted, it starts when it is opened.
waits_for_start() { [ -n "$volumes_open" ] || systemctl is-enabled --quiet "$volumes_unit"; }

stop_k3s() { ! systemctl is-enabled --quiet "$k3s_unit" 2>/dev/null || systemctl stop "$k3s_unit"; }
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
  [ -z "$volumes_open" ] || close_half
  rm -f "$volumes.new"
  start_k3s
}

stay_beside() {
  forget_half
  rm -rf "$scratch"
  printf 'the volumes are where they were, and the services start again\n' >&2
}

# Pods go on without k3s, and write.
stop_services() {
  stop_k3s
  k3s-killall.sh >/dev/null 2>&1 || true
}

# Until the copy is whole and compared, nothing is touched of what lies on the disk of the system; then it stays beside, for the
# owner to remove.
move_volumes() {
  trap stay_beside EXIT
  stop_services
  # The fourth word is where a mount begins within its file system.
  if awk '{ print $4 }' /proc/self/mountinfo | grep -q /k3s/storage/; then
    printf 'something still uses %s\n' "$storage" >&2
    return 1
  fi
  make_volumes
  mkdir -p "$half"
  if [ -z "$volumes_open" ]; then mount -o loop "$volumes.new" "$half"; else open_half && mount "/dev/mapper/$volumes_open-half" "$half"; fi
  cp --archive --preserve=all "$storage/." "$half"
  all_of "$storage" >"$scratch/before"
  all_of "$half" >"$scratch/after"
  umount "$half"
  [ -z "$volumes_open" ] || close_half
  if ! cmp -s "$scratch/before" "$scratch/after"; then
    printf 'the copy is not what lies in %s: something writes there\n' "$storage" >&2
    return 1
  fi
  trap 'rm -rf "$scratch"' EXIT
  mv "$storage" "$storage.before"
  mount_volumes
  printf 'The volumes before lie in %s.before: remove that once everything is there.\n' "$storage"
}

# Where it lies, each block is read, encrypted and written again. What is interrupted goes on where it was, with the same key.
encrypt_volumes() {
  if [ ! -e "$half_encrypted" ]; then
    stop_services
    ! mountpoint --quiet "$storage" || umount "$storage" || { start_k3s && return 1; }
    systemctl disable --quiet "$volumes_unit"
    # Under this name nothing mounts it.
    mv "$volumes" "$half_encrypted"
  fi
  volumes=$encrypted
  volumes_open=mk360-volumes
  volumes_unit_file=volumes/encrypted/$volumes_unit
  volumes_size=$((volumes_wanted + volumes_head))
  volumes_has=$volumes_size
  volumes_takes=$volumes_size
  if cryptsetup isLuks "$half_encrypted"; then
    # What was under way when the power went is made whole first; where nothing was, it says so.
    cryptsetup repair --batch-mode --key-file "$volumes_key" "$half_encrypted" >/dev/null 2>&1 || true
    # Of a file it cannot tell whether it is open; under this name nothing opens it.
    cryptsetup reencrypt --resume-only --force-offline-reencrypt --batch-mode --key-file "$volumes_key" "$half_encrypted"
  else
    fallocate --length "$volumes_size" "$half_encrypted"
    # It keeps the first head where it is run, until that lies in its place.
    (cd "$(dirname "$volumes")" && cryptsetup reencrypt --encrypt --type luks2 --reduce-device-size "$volumes_head" --batch-mode "${quick[@]}" "$half_encrypted")
  fi
  mv "$half_encrypted" "$volumes"
  mount_volumes
}

grow_volumes() {
  local device
  device=$(volumes_device)
  # It fills holes too.
  fallocate --length "$volumes_size" "$volumes"
  if [ -n "$volumes_open" ]; then
    losetup --set-capacity "$(losetup --noheadings --output NAME --associated "$volumes")"
    cryptsetup resize "$volumes_open"
  else
    losetup --set-capacity "$device"
  fi
  xfs_growfs "$storage" >/dev/null
}

# How large the mounted file system is, in bytes.
# By "%.0f", because not every awk writes a large number out.
volumes_hold() { xfs_growfs -n "$storage" | awk -F '[= ,]+' '/^data / { printf "%.0f\n", $3 * $5 }'; }

[ ! -e "$volumes.new" ] || change 'remove what an interrupted run has left of the file system of the volumes' forget_half
case "$volumes_are" in
  beside) change "move the volumes into a file system of their own, of $(in_gibi "$volumes_wanted")${volumes_open:+, encrypted}" move_volumes ;;
  away)
    if [ -e "$half_encrypted" ]; then
      change 'encrypt what is left of the volumes in the clear' encrypt_volumes
    else
      [ -e "$volumes" ] || change "make the file system of the volumes, of $(in_gibi "$volumes_wanted")${volumes_open:+, encrypted}" make_volumes
      change 'mount the file system of the volumes' mount_volumes
    fi
    ;;
  mounted)
    if [ -n "$encrypt_volumes" ] && [ -z "$volumes_open" ]; then
      change 'encrypt the volumes' encrypt_volumes
    elif ! cmp -s "$volumes_unit_file" "/etc/systemd/system/$volumes_unit" || ! waits_for_start; then
      change 'mount the file system of the volumes at each start, before k3s' mount_volumes
    fi
    if [ "$volumes_has" -lt "$volumes_size" ] || [ "$(volumes_hold)" -lt "$volumes_wanted" ]; then
      change "let the file system of the volumes grow to $(in_gibi "$volumes_wanted")" grow_volumes
    elif [ "$volumes_takes" -lt "$volumes_size" ]; then
      change 'take the room for the volumes anew: something has given it back to the disk' grow_volumes
    fi
    ;;
esac
# Nobody needs it any more here.
if [ -z "$dry_run" ] && [ -n "$volumes_open" ] && is_open; then rm -f "$volumes_key"; fi
