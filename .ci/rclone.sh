#!/bin/sh
# Prints the path of the rclone that the archive's image has; Debian's is older and knows less. RCLONE_BIN may name one,
# by its path or by its name in PATH; else it is built once from the Go module proxy and kept in a cache.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

# As charts/images.ts has it.
rclone=$(sed -n 's|.*"docker.io/rclone/rclone", "\([0-9.]*\)".*|\1|p' "$(dirname "$0")/../charts/images.ts")

use_named RCLONE_BIN
begin_folder "rclone-$rclone" rclone rclone
new_module github.com/rclone/rclone "v$rclone"
build github.com/rclone/rclone
end_folder rclone
