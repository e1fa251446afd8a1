import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describeReal, freePort, onPath, until } from "../../support/real";
import { userlandsOfScript } from "../../support/userland";

export { describeReal, freePort, onPath, until };

export const scripts = join(__dirname, "../../../charts/services/backup");

export type Environment = Record<string, string>;
export type Outcome = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string; seconds: number };

/** The program that a variable names, if it is there. */
export function named(variable: string): string | undefined {
  const file = process.env[variable];
  return file && existsSync(file) ? file : undefined;
}

export const resticProgram = process.env.RESTIC_BIN ? named("RESTIC_BIN") : onPath("restic");

/** 0.18.0 is 18: the major version has been 0 all along. */
export function resticVersion(): number {
  const answer = execFileSync(resticProgram ?? "restic", ["version"], { encoding: "utf8" });
  return Number(/^restic 0\.(\d+)\./.exec(answer)?.[1]);
}

/** What stands for the shell and the tools of Alpine's images. Where it is not there, the machine's own do: `npm test` needs Node alone. */
export const busybox = onPath("busybox");
/** What a test of a script of restic's image needs. */
export const resticImage = { restic: resticProgram, busybox };

/** Root would read and write every file, so what must meet a closed door runs as nobody. Anyone else meets it as it is. */
export const nobody = process.getuid?.() === 0 ? 65534 : undefined;

export class Sandbox {
  readonly root = mkdtempSync(join(tmpdir(), "backup-scripts-"));
  readonly bin = this.folder("bin");
  private readonly running = new Set<ChildProcess>();

  constructor() {
    chmodSync(this.root, 0o777);
    // Copied, because another user may not look into the folder that it comes from.
    if (resticProgram) copyFileSync(resticProgram, join(this.bin, "restic"));
    if (busybox) {
      // Its applets alone, as in the image.
      execFileSync(busybox, ["--install", "-s", this.folder("applets")]);
      // Debian builds busybox without `nc -z`, so the port is tried with bash there.
      for (const name of ["bash", "ssh"]) {
        const found = onPath(name);
        if (found) symlinkSync(found, join(this.bin, name));
      }
    }
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  folder(...parts: string[]): string {
    const made = this.path(...parts);
    mkdirSync(made, { recursive: true });
    return made;
  }

  file(name: string, content: string | Buffer): string {
    mkdirSync(join(this.path(name), ".."), { recursive: true });
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  environment(extra: Environment = {}): Environment {
    return {
      PATH: `${this.bin}:${process.env.PATH ?? ""}`,
      TMPDIR: this.folder("tmp"),
      XDG_CACHE_HOME: this.folder("cache"),
      ...extra,
    };
  }

  start(command: string, args: string[], env: Environment, user?: number): ChildProcess {
    const child = spawn(command, args, {
      env: this.environment(env),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      ...(user === undefined ? {} : { uid: user, gid: user }),
    });
    this.running.add(child);
    child.once("close", () => this.running.delete(child));
    return child;
  }

  /** With the shell and the tools of the script's own image, and `first` before them. */
  script(name: string, env: Environment, user?: number, first = ""): ChildProcess {
    const alpine = busybox !== undefined && userlandsOfScript[name]?.includes("alpine");
    const tools = alpine ? this.path("applets") : (process.env.PATH ?? "");
    const PATH = [first, this.bin, tools].filter(Boolean).join(":");
    return this.start(alpine ? join(this.path("applets"), "sh") : "sh", [join(scripts, name)], { PATH, ...env }, user);
  }

  run(name: string, env: Environment, user?: number, first = ""): Promise<Outcome> {
    return outcome(this.script(name, env, user, first));
  }

  restic(
    repository: string,
    password: string,
    args: string[],
    env: Environment = {},
  ): { code: number | null; stdout: string; stderr: string } {
    const done = spawnSync(resticProgram ?? "restic", ["-r", repository, "--password-file", password, ...args], {
      env: this.environment(env),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  snapshots(repository: string, password: string): Snapshot[] {
    return JSON.parse(this.restic(repository, password, ["snapshots", "--json", "--no-lock"]).stdout) ?? [];
  }

  /** A `restic check` that holds its exclusive lock. */
  async holdLock(repository: string, password: string): Promise<ChildProcess> {
    const holder = this.start(resticProgram ?? "restic", ["-r", repository, "--password-file", password, "check", "--read-data"], {});
    const locked = () => readdirSync(join(repository, "locks")).some((name) => !name.includes("-tmp-"));
    await until(locked, 30, 1);
    holder.kill("SIGSTOP");
    if (!locked()) throw new Error("the check was over before it could be held");
    return holder;
  }

  end(): void {
    for (const child of this.running) signalGroup(child, "SIGKILL");
    execFileSync("chmod", ["-R", "u+rwX", this.root]);
    rmSync(this.root, { recursive: true, force: true });
  }
}

export type Snapshot = { id: string; time: string; parent?: string; hostname: string; tags?: string[]; paths: string[] };

export function outcome(child: ChildProcess): Promise<Outcome> {
  const started = Date.now();
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => (stdout += data));
  child.stderr?.on("data", (data) => (stderr += data));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr, seconds: (Date.now() - started) / 1000 }));
  });
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function contents(folder: string): Map<string, string> {
  return new Map(filesBelow(folder).map((file) => [relative(folder, file), readFileSync(file).toString("base64")]));
}

/** The last line is the reason; it names what is wrong. */
export function reason(done: Outcome): string {
  return done.stderr.trimEnd().split("\n").at(-1) ?? "";
}
