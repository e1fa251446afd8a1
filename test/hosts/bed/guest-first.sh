#!/bin/bash
# The first process of the computer that guest.sh starts, which tells it GUEST_FOLDER and GUEST_SCRIPT.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /etc/systemd/system
# What is written there, the other computer reads.
mkdir /run/out
mount -t hostfs -o "/files$GUEST_FOLDER" hostfs /run/out
exec >/run/out/printed 2>&1
while read -r module; do busybox insmod "$GUEST_FOLDER/kernel/$module.ko"; done <"$GUEST_FOLDER/kernel/modules"
mount /dev/ubda /var/lib
# There is no systemd.
mkdir /run/bin
install -m 755 "$(dirname "$0")/stand-ins/systemctl.sh" /run/bin/systemctl
export TMPDIR=/run PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /run || exit
bash "$GUEST_SCRIPT" && printf 'end\n'
sync
busybox poweroff -f
