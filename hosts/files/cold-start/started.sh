#!/bin/bash
# bash started.sh: ends well once k3s has what it needs of the server. Without that its kubelet does not start; k3s would wait
# for ever, and nothing else would start: so it fails, and begins anew before the gate.
set -euo pipefail
for ((second = 0; second < 180; second += 1)); do
  if curl --silent --fail --max-time 2 --output /dev/null http://127.0.0.1:10248/healthz; then exit; fi
  sleep 1
done
printf 'cold start: k3s has not heard enough of the server; it begins anew\n' >&2
exit 1
