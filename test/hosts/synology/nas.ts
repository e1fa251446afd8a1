import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { synologyFiles } from "../../../charts/hosts/synology/files";
import type { Stack } from "../../../charts/model/stack";

const programs = ["synouser", "synoshare", "synoacltool", "synowebapi", "chown", "chmod", "stat", "id"];

/** What the stand-ins of DSM's programs keep; see dsm.mjs. */
export interface Dsm {
  users: string[];
  passwords: Record<string, string>;
  shares: Record<string, string>;
  /** The list of rights of a path that has its own; "linux" where it has none. */
  rights: Record<string, string[] | "linux">;
  rules: Record<string, Record<string, unknown>[]>;
  nfs: Record<string, unknown>;
  owners: Record<string, string>;
  modes: Record<string, string>;
  /** What was asked to change something, in order. */
  calls: string[];
}

interface Ended {
  readonly code: number | null;
  readonly said: readonly string[];
  readonly complained: string;
}

/** Starts the stand-ins of DSM's programs; resolves to where they listen. */
export async function startDsm(): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [join(__dirname, "dsm.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(Number(data)));
    child.once("exit", () => reject(new Error("dsm.mjs has ended")));
  });
  return { port, process: child };
}

/** A NAS as it is unpacked, with the folder generated/synology on it. */
export class Nas {
  private readonly root = mkdtempSync(join(tmpdir(), "mk360-nas-"));
  private readonly state = join(this.root, "state.json");

  constructor(
    private readonly port: number,
    stack: Stack,
  ) {
    for (const folder of ["bin", "volume1", "passwords"]) mkdirSync(join(this.root, folder));
    for (const name of programs) symlinkSync(join(__dirname, "program.sh"), join(this.root, "bin", name));
    for (const [path, text] of synologyFiles(stack)) this.write(path, text);
    for (const side of ["business", "private"]) this.write(`passwords/archive-${side}`, `${side}, for the archive\n`);
    this.keep({
      users: ["admin", "guest"],
      passwords: {},
      shares: {},
      rights: {},
      rules: {},
      nfs: { enable_nfs: false, enable_nfs_v4: false, enabled_minor_ver: 0, nfs_v4_domain: "", support_minor_ver: 1 },
      owners: {},
      modes: {},
      calls: [],
    });
  }

  get dsm(): Dsm {
    return JSON.parse(readFileSync(this.state, "utf8")) as Dsm;
  }

  /** Changes what the NAS has by hand. */
  change(act: (dsm: Dsm) => void): void {
    const dsm = this.dsm;
    act(dsm);
    this.keep(dsm);
  }

  private keep(dsm: Dsm): void {
    writeFileSync(this.state, JSON.stringify(dsm));
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.root, dirname(path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    if (path.endsWith(".sh")) chmodSync(join(this.root, path), 0o755);
  }

  folder(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true });
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Runs the script with the passwords at hand; nobody is there to type one. */
  setUp(options: readonly string[] = ["--passwords", join(this.root, "passwords")], env: Readonly<Record<string, string>> = {}): Ended {
    const done = spawnSync("bash", [this.script, ...options], { encoding: "utf8", input: "", env: { ...this.env, ...env } });
    if (done.error) throw done.error;
    return { code: done.status, said: done.stdout.split("\n").filter((line) => line !== ""), complained: done.stderr };
  }

  /** Runs it on a terminal, with somebody who types the next of these lines whenever he is asked. */
  async typing(lines: readonly string[]): Promise<{ readonly code: number | null; readonly shown: string }> {
    const child = spawn("script", ["--quiet", "--return", "--command", `bash ${this.script}`, "/dev/null"], { env: this.env });
    const left = [...lines];
    let shown = "";
    child.stdout.on("data", (data) => {
      shown += data;
      if (shown.endsWith(": ")) child.stdin.write(`${left.shift() ?? ""}\n`);
    });
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, shown })));
  }

  private get script(): string {
    return join(this.root, "synology/set-up.sh");
  }

  private get env(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? "",
      DSM_PROGRAMS: join(this.root, "bin"),
      DSM_ROOT: this.root,
      DSM_STATE: this.state,
      DSM_PORT: `${this.port}`,
    };
  }

  /** What the NAS has, without how it came about. */
  get outcome(): Omit<Dsm, "calls"> {
    const { calls, ...rest } = this.dsm;
    return rest;
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
