#!/bin/sh
# Prints the folder with victoria-logs and vlagent, which no package has. VICTORIA_LOGS_BIN may name one; else both are
# built once from the Go module proxy and kept in a cache.
set -eu
# shellcheck source=SCRIPTDIR/go-programs.sh
. "$(dirname "$0")/go-programs.sh"

# The proxy has no v1.52.0, which charts/images.ts has; this is the same with faults mended.
logs=1.52.1

if [ -n "${VICTORIA_LOGS_BIN:-}" ]; then
  [ -x "$VICTORIA_LOGS_BIN/victoria-logs" ] || { say "VICTORIA_LOGS_BIN names $VICTORIA_LOGS_BIN, which holds no victoria-logs" && exit 1; }
  use "$VICTORIA_LOGS_BIN"
fi
begin_folder "victoria-logs-$logs" "VictoriaLogs"
new_module github.com/VictoriaMetrics/VictoriaLogs "v$logs"
build 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs github.com/VictoriaMetrics/VictoriaLogs/app/vlagent'
end_folder
