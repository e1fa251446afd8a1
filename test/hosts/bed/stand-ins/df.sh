#!/bin/bash
# Stands in for df: this computer need not have the disk of the machine that it plays. A test writes down what is free.
set -euo pipefail
[ "$*" = '--output=avail --block-size 1 /var/lib' ] || exec /usr/bin/df "$@"
printf 'Avail\n'
cat /run/disk-free 2>/dev/null || printf '%s\n' $((1 << 40))
