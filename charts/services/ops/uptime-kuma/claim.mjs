// Makes the administrator before anybody can reach Uptime Kuma: its own server runs for that moment and listens to this
// pod alone. Whoever is administrator already stays it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Kuma } from "./kuma.mjs";
import { need, run, secretIn, Unfinished } from "./set-up.mjs";

const app = process.env.KUMA_APP ?? "/app";
const alone = "127.0.0.1";

const data = need("DATA_DIR");
const database = "kuma.db";

// A server that is killed while it makes its first database cannot start with what it leaves. So that one is made beside,
// and the database comes into its place last.
const claim = async () => {
  if (existsSync(join(data, database))) return claimIn(data);
  const beside = join(data, "first-start");
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside);
  const summary = await claimIn(beside);
  for (const name of readdirSync(beside).sort((a, b) => Number(a === database) - Number(b === database))) {
    rmSync(join(data, name), { recursive: true, force: true });
    renameSync(join(beside, name), join(data, name));
  }
  rmSync(beside, { recursive: true, force: true });
  return summary;
};

const claimIn = async (folder) => {
  const username = secretIn(need("KUMA_USERNAME_FILE"));
  const password = secretIn(need("KUMA_PASSWORD_FILE"));
  const server = spawn(process.execPath, ["server/server.js"], {
    cwd: app,
    env: { ...process.env, UPTIME_KUMA_HOST: alone, DATA_DIR: `${folder}/` },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  process.once("exit", () => server.kill());
  try {
    const early = ended.then((code) => {
      throw new Unfinished(`Uptime Kuma ended with ${code} while it was asked`, "its log above says why");
    });
    return await Promise.race([early, makeOwner(username, password)]);
  } finally {
    server.kill();
    await ended;
  }
};

const makeOwner = async (username, password) => {
  const kuma = await Kuma.connect(`http://${alone}:${need("UPTIME_KUMA_PORT")}`);
  try {
    if (!(await kuma.ask("needSetup"))) return "which it was before";
    await kuma.must("setup", username, password);
    return `${username} is new`;
  } finally {
    kuma.close();
  }
};

run("uptime-kuma", "its administrator is there", claim);
