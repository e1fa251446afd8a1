import { type ChildProcess, execFileSync, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "@jest/globals";
import { onPath } from "./on-path";

export { onPath };

export const services = join(__dirname, "../../charts/services");

export const onlyIfThere = (file: string): string | undefined => (existsSync(file) ? file : undefined);

/** A suite that real programs make. Without one it is left out aloud, or fails where REQUIRE_REAL=1 says that it must be there. */
export function describeReal(title: string, programs: Readonly<Record<string, string | undefined>>, body: () => void): void {
  const missing = Object.keys(programs).filter((name) => !programs[name]);
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const why = `${title}: left out, there is no ${missing.join(" and no ")}`;
  if (process.env.REQUIRE_REAL === "1") {
    test(title, () => {
      throw new Error(`${why}, and REQUIRE_REAL=1`);
    });
    return;
  }
  process.stderr.write(`${why}\n`);
  test.skip(why, () => undefined);
}

/** A suite of a program that no registry has: `variable` names its folder. Without it the suite is left out aloud, its body unread. */
export function describeGiven(title: string, variable: string, body: () => void): void {
  if (process.env[variable]) {
    describe(title, body);
    return;
  }
  const why = `${title}: left out, ${variable} names no folder`;
  process.stderr.write(`${why}\n`);
  test.skip(why, () => undefined);
}

/** The shells that the images have: Debian's, and busybox with its own applets alone. */
export const shells = [
  ["dash", onPath("dash")],
  ["busybox", onPath("busybox")],
] as const;

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory for one suite, with what runs in it. */
export class Sandbox {
  readonly root = mkdtempSync(join(tmpdir(), "mk360-real-"));
  private readonly running: ChildProcess[] = [];

  constructor() {
    chmodSync(this.root, 0o755);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  file(name: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  folder(name: string): string {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }

  /** Runs a script of ours to its end, as a shell of an image would. */
  script(shell: "dash" | "busybox", args: readonly string[], env: Readonly<Record<string, string>> = {}): Done {
    const path = shell === "busybox" ? this.applets() : (process.env.PATH ?? "");
    const program = shell === "busybox" ? join(this.applets(), "sh") : "dash";
    return this.run(program, args, { PATH: path, ...env });
  }

  run(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    input = "",
    user?: { uid: number; gid: number },
  ): Done {
    const done: SpawnSyncReturns<string> = spawnSync(program, args, {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", HOME: this.root, TMPDIR: this.root, ...env },
      input,
      // Far above what anything takes on a busy machine, `npm ci` included: it ends what hangs.
      timeout: 600_000,
      cwd: "/",
      ...(user ?? {}),
    });
    if (done.error) throw done.error;
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  /** Starts a program that runs until the sandbox ends. */
  start(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    user?: { uid: number; gid: number },
  ): { readonly child: ChildProcess; readonly log: () => string } {
    let log = "";
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", HOME: this.root, TMPDIR: this.root, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      cwd: "/",
      ...(user ?? {}),
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (log += data));
    this.running.push(child);
    return { child, log: () => log };
  }

  async end(): Promise<void> {
    for (const child of this.running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGINT");
      const kill = setTimeout(() => child.kill("SIGKILL"), 5000);
      await closed;
      clearTimeout(kill);
    }
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The folder of BusyBox' programs, by their names. */
  applets(): string {
    const folder = this.path("applets");
    if (!existsSync(folder)) {
      mkdirSync(folder);
      execFileSync(onPath("busybox") ?? "busybox", ["--install", "-s", folder]);
    }
    return folder;
  }
}

/** Below the range from which systems take the near end of a connection, a part for each of jest's workers. */
const portsOfWorker = { first: 12_000 + (Number(process.env.JEST_WORKER_ID ?? 0) % 20) * 1000, count: 1000 };
let turn = Math.floor(Math.random() * portsOfWorker.count);

/** A port of this machine that nobody has, and that this worker gives to nobody else for a while. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < portsOfWorker.count; tries += 1) {
    const port = portsOfWorker.first + (turn++ % portsOfWorker.count);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of the ports from ${portsOfWorker.first} on is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

export async function until(condition: () => boolean | Promise<boolean>, limitSeconds = 30, everyMilliseconds = 100): Promise<void> {
  const limit = Date.now() + limitSeconds * 1000;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error("waited too long");
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}
