#!/bin/bash
# bash is-peer.sh ADDRESS: ends with 0 when somebody is in the VPN who dials from there. A telephone with an old password must
# not ban the home network behind whose address it is, and with it the NAS.
set -euo pipefail
# A tunnel that is used shakes hands every two minutes.
wg show wg0 dump | awk -F '\t' -v address="$1" -v now="$(date +%s)" '
  NR > 1 && $5 > now - 180 { endpoint = $3; sub(/:[0-9]+$/, "", endpoint); if (endpoint == address) found = 1 }
  END { exit !found }
'
