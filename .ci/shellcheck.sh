#!/bin/sh
# Every shell file that Git knows or could know, so that a new one is looked at before it is committed.
set -eu

cd "$(dirname "$0")/.."
git ls-files --cached --others --exclude-standard -z -- '*.sh' .ci/run | xargs -0 -r shellcheck -x
