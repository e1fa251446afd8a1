#!/bin/bash
# npm run test:hosts [-- FILE...]: the files of generated/hosts on machines that are networks and mounts of this one, with the
# real programs. There is no systemd, no WireGuard in the kernel and no network for apt: stand-ins say so where they stand.
set -euo pipefail
cd "$(dirname "$0")/../.."
CADDY_BIN=${CADDY_BIN:-$(sh .ci/restic.sh sid caddy)}
KERNEL=${KERNEL:-$(sh .ci/counting-kernel.sh)}
export CADDY_BIN KERNEL
for program in age cryptsetup cloud-init sudo fail2ban-server sqlite3 nft wg wg-quick wireguard-go ipset ufw systemd-analyze dnsmasq dig mkfs.xfs busybox; do
  command -v "$program" >/dev/null || { printf 'there is no %s; .ci/run programs installs what the tests need\n' "$program" >&2 && exit 1; }
done
export HOSTS=1
exec bash test/bed/enter.sh npx jest --maxWorkers=1 "$@"
