#!/bin/sh
# Prints the path of a restic (or, as a second argument, of restic-rest-server) out of a Debian suite: .ci/restic.sh [bookworm|trixie|sid] [package]
set -eu

suite=${1:-sid}
package=${2:-restic}
# shellcheck source=SCRIPTDIR/debian-suite.sh
. "$(dirname "$0")/debian-suite.sh"
program=$home/root/usr/bin/$package

if [ ! -x "$program" ]; then
  download_packages "$package"
  # A program that is only half unpacked would pass for a whole one.
  next=$home/root.$$
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  dpkg-deb -x "$home/${package}"_*.deb "$next"
  mkdir -p "$(dirname "$program")"
  mv -f "$next/usr/bin/$package" "$program"
fi

# A suite newer than the machine may want a newer libc, which shows only when the program runs.
"$program" --help >/dev/null
printf '%s\n' "$program"
