#!/bin/bash
# bash report.sh: prints what was brought to this machine and confirmed, and what is otherwise by now; changes nothing. The
# first word of a line says what it tells of.
set -euo pipefail
confirmed=/var/lib/mk360/confirmed
if [ ! -d "$confirmed" ]; then exit; fi
cd "$confirmed"
find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum | sed 's/^/file /'
bash set-up.sh --dry-run | sed -n -e 's/^would: /would /p' -e 's/^\(k3s \|the volumes\{0,1\} \)/says \1/p'
# Of nine tenths its owner hears before it is full.
[ ! -e volumes/claims ] || { xfs_quota -x -c 'report -p -b -n -N' /var/lib/rancher/k3s/storage 2>/dev/null || true; } | awk '
  NR == FNR { path["#" $1] = $3; next }
  $1 in path && $4 > 0 && $2 > 0.9 * $4 { printf "says the volume %s has taken %d %% of its %.1f GiB\n", path[$1], 100 * $2 / $4, $4 / 1024 ^ 2 }
' volumes/claims -
if [ -e etc/mk360/keys-for ]; then
  while read -r machine _; do
    [ -s "/etc/mk360/keys/$machine" ] || printf 'says the key of the volumes of %s is not here: mk360 hosts set-up brings it\n' "$machine"
  done <etc/mk360/keys-for
fi
systemctl list-units --failed --plain --no-legend | awk '{ print "failed " $1 }'
if [ -e /run/reboot-required ]; then printf 'says a restart is due, for an upgrade that came by itself\n'; fi
# systemd-timesyncd makes it when it has asked the first time.
if [ ! -e /run/systemd/timesync/synchronized ]; then printf 'says the clock was never compared with another one since the machine has started\n'; fi
printf 'end\n'
