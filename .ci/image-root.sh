#!/bin/sh
# Prints the path of a root file system made as images/NAME/Dockerfile says: .ci/image-root.sh NAME
# Its Debian by mmdebstrap, its RUN lines one after the other in it. No container engine is needed. The newest packages of
# the suite stand in for those of the dated base image. The result is kept until the Dockerfile changes.
set -eu

name=${1:?write the name of a folder below images}
dockerfile=$(dirname "$0")/../images/$name/Dockerfile
home=${XDG_CACHE_HOME:-$HOME/.cache}/mk360
root=$home/image-$name-$(sha256sum <"$dockerfile" | cut -c 1-12)

if [ ! -d "$root" ]; then
  suite=$(sed -n 's#^FROM docker.io/library/debian:\([a-z]*\)-.*#\1#p' "$dockerfile")
  # The mirror is the one that the machine itself uses.
  # shellcheck disable=SC2016 # apt fills in the format
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | grep debian | head -n 1)
  next=$root.$$
  trap 'rm -rf "$next"' EXIT
  trap 'exit 1' INT TERM HUP
  mkdir -p "$home"
  mmdebstrap --quiet --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$next" "$mirror" >&2
  cp /etc/resolv.conf "$next/etc/resolv.conf"
  sed -e ':join' -e '/\\$/ { N; s/\\\n//; b join' -e '}' "$dockerfile" | sed -n 's/^RUN //p' |
    while IFS= read -r command; do
      # A TMPDIR of the machine does not exist in there, and packages that want one stay unconfigured.
      env -u TMPDIR DEBIAN_FRONTEND=noninteractive chroot "$next" /bin/sh -ec "$command" </dev/null >&2
    done
  mv "$next" "$root"
fi

printf '%s\n' "$root"
