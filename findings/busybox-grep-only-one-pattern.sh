#!/usr/bin/env bash
# BusyBox grep: with -o, of several -e only one pattern is looked for in a line, so counts of what it prints are too small.
set -euo pipefail
version='1:1.37.0-*'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s main\n' bookworm trixie >sources.list
from_debian=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_debian[@]}" update
apt-get "${from_debian[@]}" download "busybox-static=$version" grep=3.8-5 libpcre2-8-0/bookworm
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(echo root/usr/lib/*-linux-gnu)
gnu_grep() { LD_LIBRARY_PATH=$libraries root/bin/grep "$@"; }
busybox_grep() { root/usr/bin/busybox grep "$@"; }
# head would close the pipe before all is written.
root/usr/bin/busybox | sed -n 1p
gnu_grep --version | sed -n 1p

# One line, as programs print JSON: two snapshots, each with a name and a number.
echo '[{"id":"a1","files":10},{"id":"b2","files":100}]' >snapshots
said=()
for grep in gnu_grep busybox_grep; do
  two=$("$grep" -o -e '"id":"[a-z0-9]*"' -e '"files":[0-9]*' snapshots | wc -l)
  one=$("$grep" -oE -e '"id":"[a-z0-9]*"|"files":[0-9]*' snapshots | wc -l)
  echo "$grep -o: $two matches with two -e, $one with the same two joined by |"
  "$grep" -o -e '"id":"[a-z0-9]*"' -e '"files":[0-9]*' snapshots | sed 's/^/  /'
  said+=("$two" "$one")
done

if [ "${said[*]}" = '4 4 2 4' ]; then
  echo "SEEN: BusyBox finds half of what GNU grep finds with two -e, and all of it when the patterns are joined by |"
else
  echo "CHANGED: matches are ${said[*]} (GNU with two -e and with |, BusyBox with two -e and with |)"
  exit 1
fi
