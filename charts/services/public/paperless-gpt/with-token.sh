#!/bin/sh
# paperless-gpt reads its token from a variable alone, and the file with it is made while the pod starts.
set -eu

PAPERLESS_API_TOKEN=$(cat "${TOKEN_FOLDER:-/token}/paperless")
export PAPERLESS_API_TOKEN
exec "$@"
