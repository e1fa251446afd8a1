#!/bin/sh
# What a fresh clone must be: the configuration that the tests know, and no volume of anybody's. In the repository of an
# owner, who has written the address of a server, there is nothing to hold it against.
set -eu
cd "$(dirname "$0")/.."
shipped=test/support/config.yaml
if ! grep -q '^ *publicAddress: 203\.0\.113\.10 ' config.yaml; then
  printf 'as shipped: left out, config.yaml is the owner'"'"'s\n'
  exit 0
fi
if ! cmp -s config.yaml "$shipped"; then
  diff config.yaml "$shipped" >&2 || :
  printf 'config.yaml and %s differ: what is shipped is what the tests run on; change both\n' "$shipped" >&2
  exit 1
fi
if git ls-files --error-unmatch state.lock.yaml >/dev/null 2>&1; then
  printf 'state.lock.yaml is committed: it names volumes of one cluster, and the first synth makes it; git rm --cached it\n' >&2
  exit 1
fi
printf 'as shipped: config.yaml is the one of the tests, and no volume of anybody is known\n'
