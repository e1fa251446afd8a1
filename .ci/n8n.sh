#!/bin/sh
# Prints the path of a real n8n, as `node` would start it, kept in a cache. N8N_BIN may name one.
set -eu
# shellcheck source=SCRIPTDIR/cached-folder.sh
. "$(dirname "$0")/cached-folder.sh"

# The image is newer. Of what is newer, npm's registry here lacks packages that n8n pins.
version=2.41.1

if [ -n "${N8N_BIN:-}" ]; then
  [ -f "$N8N_BIN" ] || { say "N8N_BIN names $N8N_BIN, which is no file; name one or leave it empty" && exit 1; }
  use "$N8N_BIN"
fi
begin_folder "n8n-$version" n8n node_modules/n8n/bin/n8n
printf '{ "private": true, "dependencies": { "n8n": "%s" } }\n' "$version" >"$next/package.json"
# No script of a package runs: with PostgreSQL, n8n needs none of what they would build.
npm install --prefix "$next" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
# A fifth of it, and read by no program.
find "$next/node_modules" -name '*.map' -delete
end_folder
