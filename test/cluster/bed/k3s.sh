#!/bin/bash
# As k3s on a machine gives its own programs, by their first word. KUBECTL, CTR and CONTAINERD name those of the bed.
case $1 in
  kubectl) shift && exec "$KUBECTL" "$@" ;;
  ctr) shift && exec "$CTR" --address "$CONTAINERD" "$@" ;;
esac
printf 'the bed has no k3s %s\n' "$1" >&2
exit 1
