#!/usr/bin/env bash
# VictoriaLogs: -retention.maxDiskSpaceUsageBytes drops whole days, and never the two newest, however small it is.
set -euo pipefail
version=v1.52.1
work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || :
  rm -rf "$work"
}
trap cleanup EXIT

cd "$work"
printf 'module finding\n\ngo 1.26\n\nrequire github.com/VictoriaMetrics/VictoriaLogs %s\n' "$version" >go.mod
CGO_ENABLED=0 go build -mod=mod -o victoria-logs github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs 2>/dev/null
echo "VictoriaLogs $version"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
./victoria-logs -storageDataPath=store -retentionPeriod=90d -retention.maxDiskSpaceUsageBytes=2MB \
  -storage.minFreeDiskSpaceBytes=1MB -httpListenAddr="127.0.0.1:$port" >log 2>&1 &
server=$!
for _ in $(seq 100); do ! curl -sf "$url/health" >/dev/null || break; sleep 0.2; done

# insert DAYS_AGO LINES: random text, which no compression makes much smaller.
insert() {
  python3 - "$1" "$2" <<'PY' | curl -sf -H 'Content-Type: application/stream+json' --data-binary @- "$url/insert/jsonline?_stream_fields=stream"
import base64, datetime, json, os, sys
time = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=int(sys.argv[1]))).strftime("%Y-%m-%dT%H:%M:%SZ")
for _ in range(int(sys.argv[2])):
    print(json.dumps({"_time": time, "_msg": base64.b64encode(os.urandom(400)).decode(), "stream": "finding"}))
PY
}
insert 30 200
insert 1 12000
insert 0 12000
curl -sf "$url/internal/force_flush"

figure() { curl -sf "$url/metrics" | awk -v name="$1" 'index($1, name) == 1 { sum += $2 } END { printf "%d\n", sum }'; }
for _ in $(seq 60); do [ "$(figure vl_partitions)" != 2 ] || break; sleep 1; done
# Two more rounds of what drops days.
sleep 25
days=$(figure vl_partitions)
kept=$(figure vl_compressed_data_size_bytes)
echo "limit 2000000 bytes; days kept: $days; bytes kept: $kept"
if [ "$days" = 2 ] && [ "$kept" -gt 4000000 ]; then
  echo "SEEN: the day a month ago went, and the two newest stay with more than twice the limit"
else
  echo "CHANGED: $days days with $kept bytes are kept under a limit of 2 MB"
  exit 1
fi
