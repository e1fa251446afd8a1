import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { shippedConfigText } from "../support/config";
import type { Part } from "./part";

const root = join(__dirname, "../..");

/** A folder like a fresh clone: the shipped configuration and cdk8s.yaml, with the application where it is. */
export class Workspace {
  readonly folder: string;

  constructor(parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, "mk360-main-"));
    this.write("config.yaml", shippedConfigText);
    cpSync(join(root, "cdk8s.yaml"), join(this.folder, "cdk8s.yaml"));
    symlinkSync(join(root, "tools"), join(this.folder, "tools"));
    symlinkSync(join(root, "main.ts"), join(this.folder, "main.ts"));
  }

  /** Runs the application as cdk8s.yaml starts it. */
  synth(env: Record<string, string> = {}): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, ["tools/run.mjs", "main.ts"], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...withoutOutdir(), ...env },
    });
  }

  /** Runs the command line of cdk8s, which starts the application. */
  cdk8s(...args: string[]): SpawnSyncReturns<string> {
    const command = join(root, "node_modules/cdk8s-cli/bin/cdk8s");
    // It leaves its own scratch folder where it was refused.
    const scratch = join(this.folder, ".scratch");
    mkdirSync(scratch, { recursive: true });
    return spawnSync(process.execPath, [command, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...withoutOutdir(), CDK8S_CHECK_UPGRADE: "false", TMPDIR: scratch },
    });
  }

  /** Runs a line of package.json's scripts. */
  script(line: string): SpawnSyncReturns<string> {
    const programs = join(root, "node_modules/.bin");
    return spawnSync("sh", ["-c", line], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...withoutOutdir(), PATH: `${programs}${delimiter}${process.env.PATH}` },
    });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  erase(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Changes the configuration: each pattern must be there. */
  configure(...changes: [search: string | RegExp, replacement: string][]): void {
    let text = this.read("config.yaml");
    for (const [search, replacement] of changes) {
      const changed = text.replace(search, replacement);
      if (changed === text) throw new Error(`config.yaml has no ${search}`);
      text = changed;
    }
    this.write("config.yaml", text);
  }

  /** Leaves only a part of the stack as it is shipped. */
  take({ phase, off = [] }: Part): void {
    if (phase !== 3) this.configure([/^phase: .*/m, `phase: ${phase}`]);
    if (off.length > 0) this.configure([/^off: .*/m, `off: [${off}]`]);
  }

  /** Every file below a folder with its text. */
  tree(folder: string): Record<string, string> {
    const at = join(this.folder, folder);
    const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      files.map(({ parentPath, name }) => [join(parentPath, name).slice(at.length + 1), readFileSync(join(parentPath, name), "utf8")]),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withoutOutdir(): NodeJS.ProcessEnv {
  const { CDK8S_OUTDIR: _, MK360_CONFIG: __, ...env } = process.env;
  return env;
}
