#!/bin/bash
# Stands in for systemctl: there is one systemd on a computer. It knows a unit by its file, as the real one does, starts what
# the units of this stack start, and refuses the rest.
set -euo pipefail
verb=
units=()
now=
for word in "$@"; do
  case "$word" in
    --now) now=yes ;;
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

# A daemon, with its directory below /run and, where its service names root's rights, no more of them.
start_daemon() {
  local file=$1 unit=$2 folder before rights
  if is_running "$unit"; then kill -- "-$(cat "/run/$unit.pid")"; fi
  while is_running "$unit"; do sleep 0.1; done
  folder=$(sed -n 's/^RuntimeDirectory=//p' "$file")
  mkdir -p "/run/$folder"
  before=$(sed -n 's/^ExecStartPre=//p' "$file")
  [ -z "$before" ] || bash -c "$before" >"/run/$unit.log" 2>&1 || { cat "/run/$unit.log" >&2 && return 1; }
  rights=$(sed -n 's/^CapabilityBoundingSet=//p' "$file" | tr '[:upper:]' '[:lower:]' | sed -E 's/ *cap_/,+/g')
  # shellcheck disable=SC2086 # They are words, or none.
  setsid ${rights:+setpriv --no-new-privs --bounding-set "-all$rights"} bash -c "exec $(sed -n 's/^ExecStart=//p' "$file")" >"/run/$unit.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"/run/$unit.pid"
}
# A mount, as its unit has it, but without what this kernel cannot count.
start_mount() {
  local file=$1 what where options
  what=$(sed -n 's/^What=//p' "$file")
  where=$(sed -n 's/^Where=//p' "$file")
  options=$(sed -n 's/^Options=//p' "$file")
  ! mountpoint --quiet "$where" || return 0
  mount -t "$(sed -n 's/^Type=//p' "$file")" -o "$options" "$what" "$where" 2>/dev/null ||
    mount -t "$(sed -n 's/^Type=//p' "$file")" -o "${options/prjquota,/}" "$what" "$where"
}
# A socket, by the program that comes with systemd to try one.
start_socket() {
  local file=$1 unit=$2
  # shellcheck disable=SC2046 # They are words.
  setsid systemd-socket-activate --accept --inetd --listen "$(sed -n 's/^ListenStream=//p' "$file")" \
    $(sed -n 's/^ExecStart=//p' "${file%.socket}@.service") >"/run/$unit.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"/run/$unit.pid"
}
is_running() { kill -0 "$(cat "/run/$1.pid" 2>/dev/null)" 2>/dev/null; }

if [ "$verb" = daemon-reload ]; then exit; fi
# Of what has failed it knows what a test has written down.
if [ "$verb" = list-units ]; then cat /run/failed-units 2>/dev/null || true; exit; fi
for unit in "${units[@]}"; do
  [ "$verb" != is-enabled ] || { [ -e "$enabled/$unit" ] && continue || exit 1; }
  if [ "$verb" = is-active ]; then
    # The real one is content with one of several.
    ! is_running "$unit" || exit 0
    continue
  fi
  case "$verb $unit" in
    'stop mk360-way-back.timer' | 'stop mk360-way-back')
      if [ -e /run/mk360-way-back.pid ]; then kill -- "-$(cat /run/mk360-way-back.pid)" && rm /run/mk360-way-back.pid; fi
      continue
      ;;
  esac
  file=$(file_of "$unit")
  case "$verb $unit" in
    'enable '*)
      touch "$enabled/$unit"
      # Of what is started at once, the firewall alone is not the computer's own.
      [ "$now $unit" != 'yes mk360-firewall' ] || bash -c "$(sed -n 's/^ExecStart=//p' "$file")"
      ;;
    'disable '*) rm -f "$enabled/$unit" ;;
    'restart wg-quick@'*)
      [ ! -e "/sys/class/net/${unit#*@}" ] || tunnel down "${unit#*@}"
      tunnel up "${unit#*@}" || { cat /run/wg-quick.log >&2 && exit 1; }
      ;;
    # The journal and the timers are those of the computer that plays the machine.
    'try-restart systemd-journald' | 'restart '*.timer) ;;
    'try-reload-or-restart ssh') [ ! -e /run/sshd.pid ] || kill -HUP "$(cat /run/sshd.pid)" ;;
    'restart fail2ban' | 'restart mk360-resolver' | 'restart mk360-resolver-asks') start_daemon "$file" "$unit" ;;
    'start '*.mount) start_mount "$file" ;;
    'start '*.socket) start_socket "$file" "$unit" ;;
    'stop '*.socket) ! is_running "$unit" || kill "$(cat "/run/$unit.pid")" ;;
    'stop k3s' | 'stop k3s-agent') printf 'stopped\n' >>/run/k3s-starts ;;
    'start '* | 'restart '*)
      command=$(sed -n 's/^ExecStart=//p' "$file")
      bash -c "$command"
      ;;
    *) printf 'Unknown command verb %s.\n' "$verb" >&2 && exit 1 ;;
  esac
done
[ "$verb" != is-active ] || exit 3
