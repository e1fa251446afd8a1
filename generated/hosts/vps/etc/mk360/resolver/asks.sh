#!/bin/bash
# bash asks.sh FOLDER FILE: FILE says whom the resolver asks: who stands in FOLDER/home while somebody takes connections there,
# else who stands in FOLDER/elsewhere. It asks for no name itself: each question would stand in the log at home.
set -euo pipefail
folder=$1
file=$2
home=$(sed -n 's/^nameserver //p' "$folder/home")

# shellcheck disable=SC2016 # The inner shell reads it.
is_there() { [ -n "$home" ] && timeout 1 bash -c '</dev/tcp/$0/53' "$home" 2>/dev/null; }

asked=
ask() {
  [ "$1" != "$asked" ] || return 0
  cp "$folder/$1" "$file.new"
  # At once: nobody ever reads half of it.
  mv "$file.new" "$file"
  asked=$1
  printf 'the resolver asks %s\n' "$1"
}

while :; do
  # One packet that is lost is not enough.
  if is_there || is_there; then ask home; else ask elsewhere; fi
  sleep 2
done
