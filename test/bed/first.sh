#!/bin/bash
# bash first.sh COMMAND...: the first process of the bed. It collects the orphans of all others, as an init does, and ends
# with COMMAND, which ends everything.
# Locks and sockets of programs stay out of the machine's own.
mount -t tmpfs -o mode=755 tmpfs /run
ip link set lo up
trap 'kill -TERM "$command" 2>/dev/null' INT TERM HUP
"$@" &
command=$!
until wait "$command"; code=$?; ! kill -0 "$command" 2>/dev/null; do :; done
exit "$code"
