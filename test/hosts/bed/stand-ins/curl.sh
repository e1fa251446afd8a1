#!/bin/bash
# Stands in for curl where a machine asks k3s' repository, because there is no internet: at the release that the manifests are
# made for it has an installer and its checksum, and nothing else.
set -euo pipefail
url=${*: -1}
case "$url" in
  https://raw.githubusercontent.com/*) ;;
  *) exec /usr/bin/curl "$@" ;;
esac
output=
while [ "$#" -gt 0 ]; do
  [ "$1" != --output ] || output=$2
  shift
done
here=$(dirname "${BASH_SOURCE[0]}")
case "$url" in
  https://raw.githubusercontent.com/k3s-io/k3s/v1.36.3%2Bk3s1/install.sh) cat "$here/k3s-installer" >"$output" ;;
  https://raw.githubusercontent.com/k3s-io/k3s/v1.36.3%2Bk3s1/install.sh.sha256sum)
    if [ -e /run/checksum-is-wrong ]; then sum=$(printf other | sha256sum); else sum=$(sha256sum <"$here/k3s-installer"); fi
    printf '%s  install.sh\n' "${sum%% *}" >"$output"
    ;;
  *) printf 'curl: (22) The requested URL returned error: 404\n' >&2 && exit 22 ;;
esac
