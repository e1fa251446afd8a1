#!/bin/sh
# Stands on the path under the name of a program: writes down how it was called, and becomes the real one of REAL.
name=${0##*/}
printf '%s\n' "$name $*" >>"$CALLS"
exec "$REAL/$name" "$@"
