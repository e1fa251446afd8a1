import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Done } from "../support/real";
import { Operator } from "./operator";

let owner: Operator;
beforeAll(() => {
  owner = new Operator();
});
afterAll(() => owner.remove());

function start(args: readonly string[]): { readonly child: ChildProcess; readonly done: Promise<Done> } {
  const command = join(__dirname, "../../cli/bin.mjs");
  const child = spawn(process.execPath, [command, ...args], {
    cwd: owner.folder,
    env: owner.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  const done = new Promise<Done>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
  return { child, done };
}

function kubeconfigOf(cluster: object): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "strange", cluster }],
    users: [{ name: "me", user: { token: "a-token" } }],
    contexts: [{ name: "strange", context: { cluster: "strange", user: "me" } }],
    "current-context": "strange",
  });
}

/** Exit code 1 and one plain message: no trace, no line of the bundle. */
async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await start(args).done;
  expect({ code, trace: /^\s+at |node:|undefined/m.test(stderr) ? stderr : "" }).toEqual({ code: 1, trace: "" });
  expect(stderr).toMatch(/Allowed: .* Fix: /);
  return stderr;
}

describe("what answers in place of an API server", () => {
  let server: Server | undefined;
  afterEach(() => server?.closeAllConnections());
  afterEach(() => void server?.close());

  async function answering(answer: RequestListener): Promise<string> {
    const made = createServer(answer);
    server = made;
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    const address = made.address() as { readonly port: number };
    const file = join(owner.home, "kubeconfig");
    const cluster = { server: `http://127.0.0.1:${address.port}`, "insecure-skip-tls-verify": true };
    writeFileSync(file, kubeconfigOf(cluster));
    return file;
  }

  test.each([
    ["a page", "<html>Log in</html>"],
    ["null", "null"],
    ["a list without items", '{"kind":"List"}'],
    ["a word", '"hello"'],
  ])("%s is named as no API server", async (_what, body) => {
    const file = await answering((_, response) => response.end(body));
    for (const command of ["status", "doctor"]) {
      expect(await refused(command, "--kubeconfig", file)).toMatch(
        /127\.0\.0\.1:\d+ is "something that answers, but not as Kubernetes does"/,
      );
    }
  });

  test("bytes that trickle are given up after the time that was asked for", async () => {
    const timers: NodeJS.Timeout[] = [];
    const file = await answering((_, response) => {
      response.write("{");
      timers.push(setInterval(() => response.write(" "), 200));
    });
    const began = Date.now();
    const said = await refused("status", "--kubeconfig", file, "--timeout", "2");
    for (const timer of timers) clearInterval(timer);
    expect(said).toContain("no answer within 2 s");
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test("Ctrl-C is answered with one line and 130", async () => {
    const file = await answering(() => undefined);
    const { child, done } = start(["status", "--kubeconfig", file]);
    await new Promise<void>((resolve) => server?.once("request", () => resolve()));
    child.kill("SIGINT");
    expect(await done).toEqual({ code: 130, stdout: "", stderr: "Interrupted. The same command goes on where this one stopped.\n" });
  });
});

describe("a kubeconfig", () => {
  test("that is not there is named as that", async () => {
    expect(await refused("status")).toMatch(/^~\/\.kube\/config is "not there"/);
  });

  test("with a fault never shows its tokens", async () => {
    const file = join(owner.home, "broken");
    writeFileSync(file, "apiVersion: v1\nusers:\n  - name: me\n    user:\n      token: @SECRETTOKEN\n");
    const said = await refused("status", "--kubeconfig", file);
    expect(said).toContain("line 5");
    expect(said).not.toContain("SECRETTOKEN");
  });
});

describe("files of the project", () => {
  test.each([
    ["state.lock.yaml", /state\.lock\.yaml is "a folder"/],
    ["config.yaml", /config\.yaml: this is no file/],
  ])("%s that is a folder is named as that", async (name, words) => {
    const text = owner.has(name) ? owner.read(name) : undefined;
    rmSync(join(owner.folder, name), { force: true });
    mkdirSync(join(owner.folder, name));
    const said = await refused("capacity");
    rmSync(join(owner.folder, name), { recursive: true });
    if (text !== undefined) owner.write(name, text);
    expect(said).toMatch(words);
  });
});
