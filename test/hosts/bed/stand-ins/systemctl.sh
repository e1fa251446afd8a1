#!/bin/bash
# Stands in for systemctl: there is one systemd on a computer. It knows a unit by its file, as the real one does, starts what
# the units of this stack start, and refuses the rest.
set -euo pipefail
verb=
units=()
for word in "$@"; do
  case "$word" in
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$word; else units+=("${word%.service}"); fi ;;
  esac
done
enabled=/run/systemd-enabled
mkdir -p "$enabled"

file_of() {
  local folder
  for folder in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    for name in "$1" "$1.service" "${1%%@*}@.service"; do
      [ ! -f "$folder/$name" ] || { printf '%s\n' "$folder/$name" && return; }
    done
  done
  printf 'Unit %s.service could not be found.\n' "$1" >&2
  return 1
}

# What kernel has no WireGuard runs it as a program.
tunnel() { WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD=1 wg-quick "$@" >/run/wg-quick.log 2>&1; }

if [ "$verb" = daemon-reload ]; then exit; fi
for unit in "${units[@]}"; do
  [ "$verb" != is-enabled ] || { [ -e "$enabled/$unit" ] && continue || exit 1; }
  case "$verb $unit" in
    'stop mk360-way-back.timer' | 'stop mk360-way-back')
      if [ -e /run/mk360-way-back.pid ]; then kill -- "-$(cat /run/mk360-way-back.pid)" && rm /run/mk360-way-back.pid; fi
      continue
      ;;
  esac
  file=$(file_of "$unit")
  case "$verb $unit" in
    'enable '*) touch "$enabled/$unit" ;;
    'disable '*) rm -f "$enabled/$unit" ;;
    'restart wg-quick@'*)
      [ ! -e "/sys/class/net/${unit#*@}" ] || tunnel down "${unit#*@}"
      tunnel up "${unit#*@}" || { cat /run/wg-quick.log >&2 && exit 1; }
      ;;
    # The journal and the timers are those of the computer that plays the machine.
    'try-restart systemd-journald' | 'restart '*.timer) ;;
    'try-reload-or-restart ssh') [ ! -e /run/sshd.pid ] || kill -HUP "$(cat /run/sshd.pid)" ;;
    'start '* | 'restart '*)
      command=$(sed -n 's/^ExecStart=//p' "$file")
      bash -c "$command"
      ;;
    *) printf 'Unknown command verb %s.\n' "$verb" >&2 && exit 1 ;;
  esac
done
