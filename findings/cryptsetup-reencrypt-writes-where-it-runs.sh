#!/usr/bin/env bash
# cryptsetup reencrypt --encrypt: besides the file that it encrypts it wants to write into the folder that it is run in, and refuses
# where it may not, whatever folder the file lies in. Nothing of it stays there when it goes well.
set -euo pipefail
version='2:2.6.1-*'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
mkdir -p lists/partial archives/partial
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s main\n' bookworm >sources.list
from_debian=(-qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null -o APT::Sandbox::User="$(id -un)")
apt-get "${from_debian[@]}" update
apt-get "${from_debian[@]}" download "cryptsetup-bin=$version" "libcryptsetup12=$version" libargon2-1 libblkid1 libdevmapper1.02.1 \
  libjson-c5 libpopt0 libssl3 libudev1 libuuid1
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(echo root/lib/*-linux-gnu root/usr/lib/*-linux-gnu | sed "s|root|$work/root|g; s/ /:/g")
cryptsetup() { LD_LIBRARY_PATH=$libraries "$work/root/sbin/cryptsetup" "$@"; }
cryptsetup --version

printf 'a key that nobody guesses' >key
# try FOLDER: prepares a file for its encryption, run in FOLDER; the file and its key lie in another one.
try() {
  rm -f "$work/disk"
  truncate --size 64M "$work/disk"
  (cd "$1" && cryptsetup reencrypt --encrypt --init-only --type luks2 --reduce-device-size 32M --batch-mode \
    --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "$work/key" "$work/disk") 2>&1 | sed 's/temp-[0-9a-f-]*/temp-UUID/' || true
  if cryptsetup isLuks "$work/disk"; then printf 'encrypted'; else printf 'not encrypted'; fi
}
mkdir empty
writable=$(try "$work/empty")
# Nobody, root neither, makes a file there.
unwritable=$(try /proc)
printf 'run in a folder of its own: %s\nrun in /proc: %s\nleft in the folder: %s\n' "$writable" "$unwritable" "$(find empty -type f | wc -l)"

if [ "$writable" = encrypted ] && [ "$(find empty -type f | wc -l)" = 0 ] &&
  [ "$unwritable" = $'Cannot create temporary header file LUKS2-temp-UUID.new.\nnot encrypted' ]; then
  echo "SEEN: reencrypt --encrypt makes a temporary header in the folder that it is run in, and refuses where it cannot"
else
  echo "CHANGED: in a writable folder: $writable; in /proc: $unwritable"
  exit 1
fi
