#!/bin/bash
# Stands in for sysctl: all machines of the bed share one kernel, and of its settings only those of the network are a
# machine's own. The others are read, and left as they are.
set -euo pipefail
[ "$*" = '--quiet --system' ] || exec /usr/sbin/sysctl "$@"
while IFS= read -r line; do
  name=${line%%[ =]*}
  [ -e "/proc/sys/${name//.//}" ] || { printf 'sysctl: cannot stat /proc/sys/%s: No such file or directory\n' "${name//.//}" >&2 && exit 1; }
  case "$name" in net.*) /usr/sbin/sysctl --quiet --write "$line" ;; esac
done < <(grep -hv -e '^#' -e '^$' /etc/sysctl.d/90-mk360.conf | sed 's/ *= */=/')
