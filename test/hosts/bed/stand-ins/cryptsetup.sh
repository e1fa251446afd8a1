#!/bin/bash
# Stands in for cryptsetup where the kernel has no device mapper. It keeps which key a file was made with, and opens it for that
# key alone; it encrypts nothing. The real one is in test/hosts/encrypted-volumes.hosts.test.ts.
set -euo pipefail
words=()
key=
while [ "$#" -gt 0 ]; do
  case "$1" in
    --key-file) key=$2 && shift ;;
    --type | --offset | --pbkdf | --pbkdf-force-iterations) shift ;;
    --batch-mode | --disable-keyring) ;;
    -*) printf 'cryptsetup: %s: unknown option\n' "$1" >&2 && exit 1 ;;
    *) words+=("$1") ;;
  esac
  shift
done
kept=/var/lib/luks-stand-in
mkdir -p "$kept"
# A file keeps its number under another name.
of_file() { printf '%s/%s' "$kept" "$(stat -c %i "$1")"; }
digest() { if [ "$key" = - ]; then cat; else cat "$key"; fi | sha256sum; }

case "${words[0]}" in
  luksFormat) digest >"$(of_file "${words[1]}")" ;;
  open)
    [ -e "$(of_file "${words[1]}")" ] || { printf 'Device %s is not a valid LUKS device.\n' "${words[1]}" >&2 && exit 1; }
    [ "$(digest)" = "$(cat "$(of_file "${words[1]}")")" ] || { printf 'No key available with this passphrase.\n' >&2 && exit 2; }
    ln -s "$(readlink -f "${words[1]}")" "/dev/mapper/${words[2]}"
    ;;
  close) rm "/dev/mapper/${words[1]}" ;;
  status)
    [ -e "/dev/mapper/${words[1]}" ] || { printf '/dev/mapper/%s is inactive.\n' "${words[1]}" && exit 4; }
    printf '/dev/mapper/%s is active.\n  loop:    %s\n' "${words[1]}" "$(readlink -f "/dev/mapper/${words[1]}")"
    ;;
  resize) ;;
  *) printf 'cryptsetup: unknown action %s\n' "${words[0]}" >&2 && exit 1 ;;
esac
