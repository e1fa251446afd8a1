#!/bin/sh
# dist/ and generated/ must be what the sources give, and so must state.lock.yaml once there is one: synthesises again, in
# a folder aside, and compares. Nothing is changed here.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/secrets"
for path in config.yaml state.lock.yaml secrets/generations.yaml; do
  [ ! -e "$path" ] || cp "$path" "$fresh/$path"
done
(cd "$fresh" && node "$root/tools/run.mjs" "$root/main.ts") >"$fresh/said" 2>&1 || {
  cat "$fresh/said" >&2
  exit 1
}

compared='dist generated'
[ ! -e state.lock.yaml ] || compared="$compared state.lock.yaml"
# The report of a run on two machines is no synth's.
changed=$(for path in $compared; do diff -rq --exclude=test-run.md "$path" "$fresh/$path" || :; done)
if [ -n "$changed" ]; then
  printf 'These files are not what the sources give; run npm run synth and look at the difference:\n%s\n' "$changed" |
    sed "s|^Files \(.*\) and $fresh/.* differ\$|\1|; s|^Only in $fresh/\(.*\): \(.*\)|\1/\2 (missing)|; s|^Only in \(.*\): \(.*\)|\1/\2 (not from there)|" >&2
  exit 1
fi
printf '%s: what the sources give\n' "$compared"
