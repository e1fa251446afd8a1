// Takes the place of Paperless-ngx 3.0.5 where that is not at hand: it keeps what it is given, and refuses what that refuses.
import { createServer } from "node:http";
import { makeFirstAdministrator } from "./first-administrator.js";
import { answers } from "./routes.js";
import { Store } from "./store.js";

const [port, folder] = process.argv.slice(2);
if (!port || !folder) {
  process.stderr.write("usage: server.js PORT DATADIR\n");
  process.exit(2);
}

const store = new Store(folder);
makeFirstAdministrator(store, process.env);
const answer = answers(store, process.env.PAPERLESS_TOKEN_THROTTLE_RATE ?? "5/min");

createServer(async (request, response) => {
  const { status, headers, text } = await answer(request);
  response.writeHead(status, headers).end(text);
}).listen(Number(port), "127.0.0.1");

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
