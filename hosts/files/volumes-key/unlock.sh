#!/bin/bash
# bash unlock.sh: reads the key of the volumes, one line, opens them with it, and starts what has waited for them. It comes from
# the owner by SSH, or through the tunnel from the machine that keeps it. Whatever is open already stays so.
set -euo pipefail
name=mk360-volumes
# One at a time; what is started here does not hold it.
exec 9>/run/mk360-unlock
flock 9

[ -e /var/lib/mk360/volumes.luks ] || { printf 'there are no encrypted volumes here\n' && exit 1; }
if cryptsetup status "$name" >/dev/null 2>&1; then
  # Whoever sends one all the same would not hear the answer before it is taken.
  IFS= read -r -t 1 -n 200 _ || true
else
  IFS= read -r -t 20 -n 200 key || true
  [ -n "${key:-}" ] || { printf 'no key came\n' && exit 1; }
  printf '%s' "$key" | cryptsetup open --type luks2 --disable-keyring --key-file - /var/lib/mk360/volumes.luks "$name" 9>&- 2>/dev/null ||
    { printf 'the volumes are not opened by this key\n' && exit 1; }
fi

for unit in var-lib-rancher-k3s-storage.mount var-lib-rancher-k3s-server.mount; do
  [ -e "/etc/systemd/system/$unit" ] || continue
  systemctl start "$unit" 9>&- || { printf 'the volumes are open, and %s does not start\n' "$unit" && exit 1; }
done
for unit in k3s k3s-agent; do
  # Where it runs, it goes on.
  ! systemctl is-enabled --quiet "$unit" 2>/dev/null || systemctl start --no-block "$unit" 9>&-
done
printf 'the volumes are open\n'
# Nobody has to hear of it, and this may have come by it.
[ ! -e /etc/systemd/system/mk360-unlock.socket ] || systemctl stop --no-block mk360-unlock.socket 9>&-
