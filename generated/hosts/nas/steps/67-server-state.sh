# shellcheck shell=bash
# What k3s keeps on the server: the cluster's store with every secret in it, and the key that those are encrypted by. Where the
# volumes are encrypted it lies with them, in a file whose room no volume can take.
: "${storage:?}" "${volumes_are:?}" "${k3s_role:?}" "${half:?}" "${scratch:?}"
state=/var/lib/rancher/k3s/server
state_file=$storage/.server
state_unit=var-lib-rancher-k3s-server.mount

move_state() {
  stop_k3s
  # An interrupted run has stopped between two names.
  if [ -e "$state.copied" ]; then
    # What lies there in its place are folders that hold nothing yet.
    find "$state" -depth -type d -empty -delete
    mv --no-target-directory "$state.copied" "$state"
  fi
  rm -f "$state_file.new"
  (umask 077 && fallocate --length "$(cat volumes/server-state)" "$state_file.new")
  mkfs.ext4 -q -m 0 "$state_file.new"
  mkdir -p "$half"
  mount -o loop "$state_file.new" "$half"
  rmdir "$half/lost+found"
  chmod 700 "$half"
  if [ -d "$state" ]; then
    cp --archive --preserve=all "$state/." "$half"
    all_of "$state" >"$scratch/before"
    all_of "$half" >"$scratch/after"
    umount "$half"
    cmp "$scratch/before" "$scratch/after" || { start_k3s && return 1; }
    mv "$state" "$state.copied"
  else
    umount "$half"
  fi
  mv "$state_file.new" "$state_file"
  mount_state
}

mount_state() {
  [ -d "$state" ] || install -d -m 700 "$state"
  put_unit "volumes/$state_unit"
  systemctl start "$state_unit"
  # Now that its copy is there.
  rm -rf "$state.copied"
  start_k3s
}

if [ "$k3s_role" = server ] && [ -n "$volumes_open" ] && [ "$volumes_are" != locked ] && [ "$volumes_are" != foreign ]; then
  if [ ! -e "$state_file" ]; then
    change "move what k3s keeps of the cluster to the encrypted volumes" move_state
  elif ! mountpoint --quiet "$state" || ! cmp -s "volumes/$state_unit" "/etc/systemd/system/$state_unit" || [ -e "$state.copied" ]; then
    change "mount what k3s keeps of the cluster" mount_state
  fi
fi
