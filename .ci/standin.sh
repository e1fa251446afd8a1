#!/bin/sh
# Prints the path of the program that stands in for the images that no registry serves, built from test/cluster/standin
# and kept in a cache until one of its sources changes.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"
sources=$(cd "$(dirname "$0")/../test/cluster/standin" && pwd)

made_of=$(cat "$sources/go.mod" "$sources"/*.go | sha256sum | cut -c 1-12)
begin_folder "standin-$made_of" "stand-in" standin
needs_go stand-in
cd "$sources"
CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$next/standin" . &
building=$!
wait "$building"
end_folder
