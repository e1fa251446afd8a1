#!/bin/sh
# Prints the folder of what a node of Kubernetes runs beside the control plane (kubelet, kube-proxy, containerd, runc, the
# CNI plugins), of the two programs that k3s brings (CoreDNS, local-path-provisioner), and of Pebble, Let's Encrypt's own
# server for tests. NODE_PROGRAMS may name one that is there; else it is built once from the Go module proxy, which takes
# minutes, and kept in a cache.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"
bed=$(cd "$(dirname "$0")/../test/cluster/bed" && pwd)

# .ci/control-plane.sh has the same.
kubernetes=1.36.3
containerd=2.2.9
runc=1.4.3
cni=1.9.1
coredns=1.14.7
local_path=0.0.30
pebble=2.10.3

programs='kubelet kube-proxy containerd containerd-shim-runc-v2 ctr runc bridge host-local loopback portmap coredns local-path-provisioner pebble'

if [ -n "${NODE_PROGRAMS:-}" ]; then
  for program in $programs; do
    [ -x "$NODE_PROGRAMS/$program" ] || { say "NODE_PROGRAMS names $NODE_PROGRAMS, which has no $program; name a folder that has, or leave it empty" && exit 1; }
  done
  use "$NODE_PROGRAMS"
fi
begin_folder "node-programs-$kubernetes-$containerd-$runc-$cni-$coredns-$local_path-$pebble" "the programs of a node"
new_kubernetes_module "$kubernetes"
build 'k8s.io/kubernetes/cmd/kubelet k8s.io/kubernetes/cmd/kube-proxy' "$flags"

# Seccomp profiles are compiled by a library of the machine.
cgo=1
new_module github.com/containerd/containerd/v2 "v$containerd"
tags='no_btrfs no_zfs no_devmapper seccomp'
build "$(printf 'github.com/containerd/containerd/v2/cmd/%s ' containerd containerd-shim-runc-v2 ctr)" \
  "-X github.com/containerd/containerd/v2/version.Version=v$containerd"
new_module github.com/opencontainers/runc "v$runc"
tags=seccomp
build github.com/opencontainers/runc "-X main.version=$runc"
cgo=0 tags=

new_module github.com/containernetworking/plugins "v$cni"
build "$(printf 'github.com/containernetworking/plugins/plugins/%s ' main/bridge main/loopback ipam/host-local meta/portmap)"

new_module github.com/rancher/local-path-provisioner "v$local_path"
build github.com/rancher/local-path-provisioner
new_module github.com/letsencrypt/pebble/v2 "v$pebble"
build github.com/letsencrypt/pebble/v2/cmd/pebble

# With the plugins that k3s' settings name and those of the bed's own resolver: all of them take ten times as long.
new_module github.com/coredns/coredns "v$coredns"
mkdir coredns
cp "$bed/coredns.go" coredns/main.go
build ./coredns
end_folder
