#!/bin/sh
# sh hold-data.sh FOLDER PROGRAM...: runs PROGRAM once nobody else holds FOLDER, and holds it until PROGRAM has ended. However
# that comes about, the kernel lets go of the lock then: two never work on one data, whoever has started them, the cluster or
# the machine itself while the server is away.
set -eu
trap 'exit 143' TERM INT
folder=$1
shift
exec 9>>"$folder/.held"
if ! flock -n 9; then
  printf 'hold-data: somebody else works on %s; waiting\n' "$folder" >&2
  # In the background, so that a signal is heard meanwhile.
  flock 9 &
  wait "$!"
fi
exec "$@"
