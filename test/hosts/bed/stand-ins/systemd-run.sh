#!/bin/bash
# Stands in for systemd-run, as set-up.sh calls it: a command after so many seconds, under a name by which systemctl stops it.
set -euo pipefail
[ "${*:1:6}" = "--quiet --collect --unit mk360-way-back --on-active ${6:-}" ] || { printf 'systemd-run: this is not played here: %s\n' "$*" >&2 && exit 1; }
seconds=$6
shift 6
# shellcheck disable=SC2016 # The inner shell reads them.
setsid bash -c 'sleep "$1"; shift; "$@"; rm -f /run/mk360-way-back.pid' way-back "$seconds" "$@" >/run/mk360-way-back.log 2>&1 </dev/null &
printf '%s\n' "$!" >/run/mk360-way-back.pid
