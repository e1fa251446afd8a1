#!/bin/bash
# bash machine.sh FOLDER: holds the mounts of a machine until it is killed. What a machine has below /var and /opt lies in
# FOLDER, and what only it has below /etc; the rest is this machine's, and its programs only read it.
set -euo pipefail
folder=$1
mkdir -p "$folder"/{rancher/k3s/storage/.room,containers,networks,etc/containers/networks,log/pods,log/containers,opt,vlagent,kubelet,run,sbin,lib,lib-work,volume1/backups/vps-daily,volume1/private/email}
# As docs/getting-started.md has the owner do it.
chown 65534:65534 "$folder/volume1/backups/vps-daily"
chown 1000:1000 "$folder/volume1/private/email"

# The share of the NAS is a folder of the bed; there is no NFS in this kernel.
cat >"$folder/sbin/mount.nfs" <<SCRIPT
#!/bin/bash
exec /usr/bin/mount --bind "$folder\${1#*:}" "\$2"
SCRIPT
chmod 755 "$folder/sbin/mount.nfs"
cp "$folder/sbin/mount.nfs" "$folder/sbin/mount.nfs4"

# Kubelets hand mounts on to pods.
mount --make-rshared /
mount -t overlay overlay -o "lowerdir=/var/lib,upperdir=$folder/lib,workdir=$folder/lib-work" /var/lib
mkdir -p /var/lib/{rancher,vlagent,kubelet,containers} /run/containerd
mount -t overlay overlay -o "lowerdir=$folder/sbin:/usr/sbin" /usr/sbin
mount --bind "$folder/rancher" /var/lib/rancher
mount --bind "$folder/vlagent" /var/lib/vlagent
mount --bind "$folder/kubelet" /var/lib/kubelet
mount --bind "$folder/containers" /var/lib/containers
mount --bind "$folder/log" /var/log
mount --bind "$folder/opt" /opt
mount --bind "$folder/run" /run/containerd
mount -t overlay overlay -o "lowerdir=$folder/etc:/etc" /etc
mount --bind "$folder/resolv.conf" /etc/resolv.conf
# podman writes a lock beside its networks.
mount --bind "$folder/networks" /etc/containers/networks
touch "$folder/up"
exec sleep infinity
