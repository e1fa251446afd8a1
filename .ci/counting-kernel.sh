#!/bin/sh
# Prints the folder of a Linux kernel that runs as a program, with the C library that it wants: Debian's user-mode-linux. What
# it counts and limits on XFS, and encrypts, the kernel of this machine may not be able to.
set -eu

suite=sid
# shellcheck source=SCRIPTDIR/debian-suite.sh
. "$(dirname "$0")/debian-suite.sh"
folder=$home/counting-kernel-$(sha256sum <"$0" | cut -c 1-12)
# In the order in which they are loaded.
modules='loop dm-mod crypto_skcipher aead ecb cbc xts encrypted-keys dm-crypt'

if [ ! -e "$folder" ]; then
  download_packages user-mode-linux libc6
  next=$home/counting-kernel.$$
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  # take PACKAGE FOLDER FILE...: out of a package, without the folders that they have in it.
  take() {
    package=$1
    to=$2
    shift 2
    mkdir -p "$to"
    dpkg-deb --fsys-tarfile "$home/${package}"_*.deb | tar -x -C "$to" --wildcards --no-anchored --transform 's|.*/||' "$@"
  }
  # shellcheck disable=SC2046,SC2086 # a module a word
  take user-mode-linux "$next" usr/bin/linux.uml $(printf '%s.ko ' $modules)
  # shellcheck disable=SC2086 # a module a line
  printf '%s\n' $modules >"$next/modules"
  take libc6 "$next/lib64" x86_64-linux-gnu/libc.so.6 x86_64-linux-gnu/ld-linux-x86-64.so.2
  mv "$next" "$folder"
fi

printf '%s\n' "$folder"
