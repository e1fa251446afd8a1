#!/bin/sh
# Prints the path of a restic (or, as a second argument, of restic-rest-server) out of a Debian suite: .ci/restic.sh [bookworm|trixie|sid] [package]
# The package is unpacked into a cache, so nothing of the machine changes and several versions can stand side by side.
set -eu

suite=${1:-sid}
package=${2:-restic}
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360/debian-$suite
program=$home/root/usr/bin/$package

if [ ! -x "$program" ]; then
  mkdir -p "$home/lists/partial" "$home/archives/partial"
  # The mirror is the one that the machine itself uses.
  # shellcheck disable=SC2016 # apt fills in the format
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$home/sources.list"
  set -- -qq -o "Dir::Etc::sourcelist=$home/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$home/lists" \
    -o "Dir::Cache=$home" -o "Dir::Cache::archives=$home/archives" -o Dir::State::status=/dev/null -o "APT::Sandbox::User=$(id -un)"
  cd "$home"
  rm -f "${package}"_*.deb
  # A program that is only half unpacked would pass for a whole one.
  next=$home/root.$$
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  apt-get "$@" update >&2
  apt-get "$@" download "$package" >&2
  dpkg-deb -x "${package}"_*.deb "$next"
  mkdir -p "$(dirname "$program")"
  mv -f "$next/usr/bin/$package" "$program"
fi

# A suite newer than the machine may want a newer libc, which shows only when the program runs.
"$program" --help >/dev/null
printf '%s\n' "$program"
