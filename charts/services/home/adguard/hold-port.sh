#!/bin/sh
# hold-port.sh: does nothing until it is stopped. The program that listens runs in another container of the same pod; this
# one is there so that the port can be declared in a list of its own. As the first process it would not hear a signal.
set -eu
trap 'kill "$!"; exit 0' TERM INT
while :; do
  sleep 3600 &
  wait "$!"
done
