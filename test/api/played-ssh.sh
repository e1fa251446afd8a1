#!/bin/sh
# Stands on the path under the name of ssh, and plays the machine behind it: writes down what it is told to run, and where.
# SHUT names a machine that lets nobody in, BROKEN one whose script fails.
for command; do :; done
case $* in
  *HostKeyAlias=mk360-vps*) machine=vps key=$VPS_KEY ;;
  *) machine=nas key=$NAS_KEY ;;
esac
cat >/dev/null
printf 'ssh %s: %s\n' "$machine" "$command" >>"$CALLS"
[ "$machine" != "${SHUT:-}" ] || { echo 'Permission denied (publickey).' >&2 && exit 255; }
case $command in
  *'echo root'*) echo root ;;
  *' --way-back '*)
    [ "$machine" != "${BROKEN:-}" ] || { echo 'no space left on device' >&2 && exit 1; }
    echo '1 changes done'
    ;;
  *public-key) printf '%s\n' "$key" ;;
esac
