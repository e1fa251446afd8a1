#!/bin/bash
# Stands for each of DSM's programs, by the name it is called by: hands everything to dsm.mjs and gives back what that says.
exec 3<>"/dev/tcp/127.0.0.1/$DSM_PORT"
printf '%s\0' $# "$DSM_STATE" "$DSM_ROOT" "${DSM_UID:-0}" "${DSM_FAILS_FROM:-1000000}" "${0##*/}" "$@" >&3
IFS= read -r -d '' code <&3
IFS= read -r -d '' out <&3
IFS= read -r -d '' said <&3
printf '%s' "$out"
printf '%s' "$said" >&2
exit "$code"
