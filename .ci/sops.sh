#!/bin/sh
# Prints the path of sops, which encrypts the Secrets in Git. SOPS_BIN may name one, by its path or by its name in PATH;
# else it is built once from the Go module proxy, which takes a minute, and kept in a cache.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

sops=3.13.3

use_named SOPS_BIN
begin_folder "sops-$sops" sops sops
new_module github.com/getsops/sops/v3 "v$sops"
build github.com/getsops/sops/v3/cmd/sops
end_folder
