#!/bin/bash
# npm run test:cluster [-- FILE...]: has every program that the bed needs, enters it, and runs the tests of this folder there.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -d /sys/fs/cgroup/memory ] || { printf 'the test cluster needs control groups of version 1 at /sys/fs/cgroup, a folder for each controller; this machine has another version\n' >&2 && exit 1; }
KUBEBUILDER_ASSETS=$(sh .ci/control-plane.sh)
NODE_PROGRAMS=$(sh .ci/node-programs.sh)
CLUSTER_IMAGE=$(sh .ci/cluster-image.sh)
STANDIN_BIN=$(sh .ci/standin.sh)
SOPS_BIN=$(sh .ci/sops.sh)
NODE24_BIN=$(sh .ci/node24.sh)
export KUBEBUILDER_ASSETS NODE_PROGRAMS CLUSTER_IMAGE STANDIN_BIN SOPS_BIN NODE24_BIN CLUSTER=1
exec bash test/bed/enter.sh npx jest --maxWorkers=1 "$@"
