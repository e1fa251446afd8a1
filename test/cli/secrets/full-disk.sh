#!/bin/sh
# full-disk.sh FOLDER COMMAND...: runs it while FOLDER is a disk of 16 KiB, and shows what lies there afterwards.
set -u
folder=$1
shift
mount -t tmpfs -o size=16k tmpfs "$folder" || exit 99
printf 'rest' >"$folder/rest"
"$@"
code=$?
ls -A "$folder"
exit "$code"
