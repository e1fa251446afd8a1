// What the first start of all leaves behind, and for how long it is none that can be asked.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const steps = 12;
const eachStep = 120;

/** The database, once it is whole. One that a kill left half made is never mended. */
export const madeDatabase = async (folder, port, host) => {
  for (const name of ["upload", "screenshots", "docker-tls"]) mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, "kuma.db");
  const config = join(folder, "db-config.json");
  const { UPTIME_KUMA_DB_TYPE: type } = process.env;
  if (!type && ![path, config].some(existsSync)) await askForDatabase(port, host);
  writeFileSync(config, JSON.stringify({ type: "sqlite" }));
  if (!existsSync(path)) await make(path, port, host);
  else if (!isWhole(path)) throw new Error("create index `monitor_name` - SQLITE_ERROR: index monitor_name already exists");
  return path;
};

const make = async (path, port, host) => {
  writeFileSync(path, '{"steps":[');
  let other;
  for (let step = 0; step < steps; step += 1) {
    // Only the last ones have a server of their own, which has neither socket.io nor any address under /api.
    if (step === steps / 2) other = await otherServer(port, host, { "/": "<p>The database is being made.</p>" });
    await pause(eachStep);
    appendFileSync(path, `${step},`);
  }
  appendFileSync(path, `${steps}]}`);
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
};

// Until somebody chooses one in a browser, which nobody does here.
const askForDatabase = async (port, host) => {
  await otherServer(port, host, { "/api/entry-page": '{"type":"setup-database"}' });
  await new Promise(() => undefined);
};

const otherServer = (port, host, pages) =>
  new Promise((resolve, reject) => {
    const server = createServer(({ url }, response) => response.writeHead(url in pages ? 200 : 404).end(pages[url]));
    server.once("error", reject).listen(port, host, () => resolve(server));
  });

const isWhole = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8")).steps.length === steps + 1;
  } catch {
    return false;
  }
};
