#!/bin/bash
# bash machine.sh FOLDER: holds the mounts of one machine until it is killed. What it writes below /etc and /run is its own,
# and stand-ins take the place of what only a machine of its own has.
set -euo pipefail
folder=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder"/{etc,etc-work,lib,lib-work,local,local-work,bin,cgroup,root/.ssh}
# Whoever sets a machine up has logged in with a key.
ssh-keygen -q -t ed25519 -N '' -f "$folder/owner"
cp "$folder/owner.pub" "$folder/root/.ssh/authorized_keys"
chmod 700 "$folder/root" "$folder/root/.ssh"
for script in "$here"/stand-ins/*.sh; do
  install -m 755 "$script" "$folder/bin/$(basename "$script" .sh)"
done
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs tmpfs /var/log
# What is opened here is open here.
mkdir -p /dev/mapper
mount -t tmpfs tmpfs /dev/mapper
mount --bind "$folder/root" /root
mount -t overlay overlay -o "lowerdir=/var/lib,upperdir=$folder/lib,workdir=$folder/lib-work" /var/lib
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/etc,workdir=$folder/etc-work" /etc
mount -t overlay overlay -o "lowerdir=/usr/local/bin,upperdir=$folder/local,workdir=$folder/local-work" /usr/local/bin
mount -t overlay overlay -o "lowerdir=$folder/bin:/usr/local/sbin" /usr/local/sbin
# Which devices there are, it tells of the network in which it was mounted.
mount --rbind /sys/fs/cgroup "$folder/cgroup"
mount -t sysfs sysfs /sys
# The journal asks in which group a program is that speaks to it.
mount --rbind "$folder/cgroup" /sys/fs/cgroup
ip link set lo up
touch "$folder/up"
exec sleep infinity
