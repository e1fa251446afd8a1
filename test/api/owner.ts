import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { dump, load } from "js-yaml";
import type { SecretEntry } from "../../charts/facts/secrets";
import { Workspace } from "../main/workspace";
import { givenValues } from "../support/given-values";
import { onlyIfThere, onPath } from "../support/real";
import { shippedConfig } from "../support/stack";
import type { Run } from "./cluster";
import { type ControlPlane, roomy } from "./control-plane";

const command = join(__dirname, "../../cli/bin.mjs");

/** What the tests of the operator's command need beside a control plane. */
export const ownerPrograms = {
  sops: process.env.SOPS_BIN ? onlyIfThere(process.env.SOPS_BIN) : onPath("sops"),
};

/** A command that still runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Run>;
}

/** The owner at work: a folder like a clone, a home folder, and mk360 as it is started from there. */
export class Owner extends Workspace {
  private readonly running = new Set<ChildProcess>();
  private exports = 0;
  private readonly home: string;
  private readonly calls: string;
  private readonly env: Readonly<Record<string, string>>;

  constructor(plane: ControlPlane) {
    // There, because whatever ends the control plane removes its folder.
    super(plane.root);
    this.home = mkdtempSync(join(plane.root, "home-"));
    this.calls = join(this.folder, "calls");
    const [shims, real] = [join(this.folder, "shims"), join(this.folder, "real")];
    for (const folder of [shims, real]) mkdirSync(folder);
    for (const [name, program] of [
      ["kubectl", plane.kubectl],
      ["sops", ownerPrograms.sops ?? ""],
    ] as const) {
      symlinkSync(program, join(real, name));
      copyFileSync(join(__dirname, "called.sh"), join(shims, name));
      chmodSync(join(shims, name), 0o755);
    }
    this.env = {
      HOME: this.home,
      ...roomy,
      KUBECONFIG: plane.kubeconfig,
      PATH: [shims, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
      REAL: real,
      CALLS: this.calls,
    };
  }

  /** `mk360 ...` to its end. */
  mk360(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return this.start(args, env).done;
  }

  /** A line as it stands in the documentation, typed into a shell in the clone. */
  shell(line: string): Promise<Run> {
    this.shim("npx", `[ "$1" = mk360 ] && shift && exec '${process.execPath}' '${command}' "$@"`);
    this.shim("npm", `[ "$*" = "run synth" ] && exec '${process.execPath}' tools/run.mjs main.ts`);
    return this.spawn("/bin/sh", ["-c", line]).done;
  }

  private shim(name: string, body: string): void {
    const file = join(this.folder, "shims", name);
    if (existsSync(file)) return;
    this.write(`shims/${name}`, `#!/bin/sh\n${body}\necho "${name} $* is not played here" >&2\nexit 64\n`);
    chmodSync(file, 0o755);
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    return this.spawn(process.execPath, [command, ...args], env);
  }

  private spawn(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.running.add(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    const done = new Promise<Run>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        this.running.delete(child);
        resolve({ code, stdout, stderr });
      });
    });
    return { child, done };
  }

  /** Ends whatever a test has left running. */
  endAll(): void {
    for (const child of this.running) child.kill("SIGKILL");
  }

  /** Everything of the first day: manifests, and all secrets, those that only the owner knows included. */
  async prepare(): Promise<void> {
    const synth = this.synth();
    if (synth.status !== 0) throw new Error(synth.stderr);
    await this.answer();
  }

  /** What the owner types when `secrets init` asks. */
  async answer(): Promise<void> {
    this.write("given.yaml", dump(givenValues(this.credentials, shippedConfig)));
    chmodSync(join(this.folder, "given.yaml"), 0o600);
    const { code, stdout, stderr } = await this.mk360(["secrets", "init", "--given", "given.yaml"]);
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
  }

  /** How sops and kubectl were called since the beginning, a line each. */
  get called(): string[] {
    return existsSync(this.calls) ? readFileSync(this.calls, "utf8").trimEnd().split("\n") : [];
  }

  forgetCalls(): void {
    rmSync(this.calls, { force: true });
  }

  /** The credentials of the stack in this folder. */
  get credentials(): readonly SecretEntry[] {
    return (JSON.parse(this.read("generated/secrets.json")) as { credentials: SecretEntry[] }).credentials;
  }

  /** Every value in the clear, by credential and key, as the command itself gives them out. */
  async values(): Promise<Record<string, Record<string, string>>> {
    // Beside the clone, because nothing goes into it in the clear.
    const file = `${this.folder}-export-${this.exports++}.yaml`;
    const { code, stderr } = await this.mk360(["secrets", "export", "--to", file]);
    if (code !== 0) throw new Error(stderr);
    const text = readFileSync(file, "utf8");
    rmSync(file);
    return (load(text) as { credentials: Record<string, Record<string, string>> }).credentials;
  }

  get ageKeyFile(): string {
    return join(this.home, ".config/sops/age/keys.txt");
  }
}
