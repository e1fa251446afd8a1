#!/bin/bash
# bash give-keys.sh: gives each machine that waits for it the key of its volumes: through the tunnel, in which nobody else answers
# at its address. A line of keys-for: machine, address, port.
set -uo pipefail
cd /etc/mk360 || exit

give() {
  # Nothing listens there unless it waits, and a machine that is away is silent.
  exec 3<>"/dev/tcp/$1/$2" || exit
  cat "$3" - <<<'' >&3
  cat <&3
}
export -f give

while read -r machine address port; do
  [ -s "keys/$machine" ] || continue
  answer=$(timeout 30 bash -c 'give "$@"' give "$address" "$port" "keys/$machine" 2>/dev/null) || continue
  printf '%s says: %s\n' "$machine" "${answer:-nothing}"
done <keys-for
