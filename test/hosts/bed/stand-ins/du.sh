#!/bin/bash
# Stands in for du: of a file that is too large for this computer it says what its stand-in of fallocate has left out.
set -euo pipefail
last=${*: -1}
if [ -f "$last" ] && [ "$(stat -c %s "$last")" -gt $((1 << 30)) ]; then exec /usr/bin/du --apparent-size "$@"; fi
exec /usr/bin/du "$@"
