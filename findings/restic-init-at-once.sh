#!/usr/bin/env bash
# restic: several `init` of one repository at the same time on an append-only rest-server. One says that it made the
# repository, the others say that they were refused. What the refused ones leave keeps restic from ever opening it.
set -euo pipefail
restic_version=0.18.0-1+b4
server_version=0.13.0-2
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial
echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' >sources.list
from_trixie=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_trixie[@]}" update
apt-get "${from_trixie[@]}" download "restic=$restic_version" "restic-rest-server=$server_version"
for package in *.deb; do dpkg-deb -x "$package" root; done
restic() { HOME=$work RESTIC_PASSWORD=one root/usr/bin/restic --no-cache -r "rest:http://127.0.0.1:18943/$1" "${@:2}"; }
restic version
root/usr/bin/restic-rest-server --version || :

mkdir served
root/usr/bin/restic-rest-server --path served --no-auth --append-only --listen 127.0.0.1:18943 >server.log 2>&1 &
server=$!
sleep 2

# Which of the keys restic takes is a matter of their names, so a few repositories are made.
broken=0
for name in one two three four five six seven eight nine ten; do
  runs=()
  for run in 1 2 3 4 5 6; do
    restic "$name" init >"$name-$run" 2>&1 &
    runs+=("$!")
  done
  good=0
  for run in "${runs[@]}"; do
    if wait "$run"; then good=$((good + 1)); fi
  done
  keys=$(find "served/$name/keys" -type f | wc -l)
  code=0
  said=$(restic "$name" cat config 2>&1) || code=$?
  echo "$name: $good of 6 made it, $keys keys lie there; opening it ends with $code: $(tail -n 1 <<<"$said")"
  if [ "$good" -eq 1 ] && [ "$keys" -gt 1 ] && [ "$code" -ne 0 ]; then broken=$((broken + 1)); fi
done

if [ "$broken" -gt 0 ]; then
  echo "SEEN: of ten repositories that six runs made at once, $broken cannot be opened, although one run said that it was made"
else
  echo "CHANGED: every repository that six runs made at once can be opened"
  exit 1
fi
