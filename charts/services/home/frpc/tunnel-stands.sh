#!/bin/sh
# tunnel-stands.sh SETTINGS PROXY: fails unless the server has taken the proxy. frpc says what it knows of its proxies, and
# nothing at all while it has no server; its own page for health answers in any case.
set -eu
frpc status -c "$1" | grep -q "^$2  *running "
