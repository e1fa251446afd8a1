#!/bin/bash
# Stands in for dpkg-query: besides what is installed here it knows what the stand-in of apt-get has taken.
if grep -qxF "${*: -1}" /run/installed 2>/dev/null; then
  printf installed
  exit
fi
exec /usr/bin/dpkg-query "$@"
