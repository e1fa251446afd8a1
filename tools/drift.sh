#!/bin/sh
# dist/, generated/ and state.lock.yaml must be what the sources give: synthesises again and compares with Git.
set -eu
cd "$(dirname "$0")/.."
CDK8S_CHECK_UPGRADE=false npx cdk8s synth >/dev/null
changed=$(git status --porcelain -- dist generated state.lock.yaml)
if [ -n "$changed" ]; then
  printf 'These files are not what the sources give; run npm run synth and commit them:\n%s\n' "$changed" >&2
  exit 1
fi
printf 'dist/, generated/ and state.lock.yaml are what the sources give\n'
