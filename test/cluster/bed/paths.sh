#!/bin/bash
# bash paths.sh FOLDER: makes on a machine what its set-up makes before k3s runs, by the step that does it there.
set -euo pipefail
cd "$1"
change() {
  printf '%s\n' "$1"
  shift
  "$@"
}
# shellcheck source=SCRIPTDIR/../../../hosts/steps/12-paths.sh
. steps/12-paths.sh
