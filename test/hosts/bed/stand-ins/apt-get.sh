#!/bin/bash
# Stands in for apt-get, which has no network here: it knows the packages that the distribution has, as the real one does.
set -euo pipefail
verb=
packages=()
while [ "$#" -gt 0 ]; do
  case "$1" in
    -o) shift ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else packages+=("$1"); fi ;;
  esac
  shift
done
[ "$verb" != update ] || exit 0
[ "$verb" = install ] || { printf 'E: Invalid operation %s\n' "$verb" >&2 && exit 100; }
for package in "${packages[@]}"; do
  apt-cache show "$package" >/dev/null 2>&1 || { printf 'E: Unable to locate package %s\n' "$package" >&2 && exit 100; }
done
printf '%s\n' "${packages[@]}" >>/run/installed
