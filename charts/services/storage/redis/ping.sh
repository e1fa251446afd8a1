#!/bin/sh
# redis-cli ends with 0 even when it is refused, so the answer decides.
set -eu
[ "$(redis-cli --no-auth-warning --user probe --pass any ping)" = PONG ]
