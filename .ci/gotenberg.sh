#!/bin/sh
# Prints the path of the real Gotenberg, which turns pages into PDF with Chromium. GOTENBERG_BIN may name one; else it is
# built once from the Go module proxy and kept in a cache. The image is newer; of what is newer, the proxy has nothing.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

gotenberg=8.36.0

use_named GOTENBERG_BIN
begin_folder "gotenberg-$gotenberg" Gotenberg gotenberg
new_module github.com/gotenberg/gotenberg/v8 "v$gotenberg"
build github.com/gotenberg/gotenberg/v8/cmd/gotenberg "-X github.com/gotenberg/gotenberg/v8/cmd.Version=$gotenberg"
end_folder
