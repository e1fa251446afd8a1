import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Workspace } from "../main/workspace";
import type { Done } from "../support/real";

const command = join(__dirname, "../../cli/bin.mjs");

/** Someone who works in a clone of their own, with a home folder of their own. */
export class Operator extends Workspace {
  readonly home = mkdtempSync(join(tmpdir(), "mk360-home-"));
  /** Everything that the command has printed so far. */
  printed = "";

  get ageKeyFile(): string {
    return join(this.home, ".config/sops/age/keys.txt");
  }

  /** Runs the operator's command to its end. */
  mk360(args: readonly string[], env: Readonly<Record<string, string>> = {}): Done {
    return this.run(process.execPath, [command, ...args], env);
  }

  /** The same for any program. */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Done {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...this.environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.printed += stdout + stderr;
    return { code: status, stdout, stderr };
  }

  /** The same, for what must go well. Returns what it printed as its result. */
  succeeds(...args: string[]): string {
    const { code, stdout, stderr } = this.mk360(args);
    if (code !== 0) throw new Error(`mk360 ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** What a failing command says, which must be one line for each fault, and no trace. */
  refused(...args: string[]): string {
    const { code, stderr, stdout } = this.mk360(args);
    if (code !== 1 || stdout !== "" || /^\s+at /m.test(stderr)) throw new Error(`not a plain refusal: ${code}\n${stdout}\n${stderr}`);
    return stderr.trimEnd();
  }

  /** One value in the clear, by the command that is made for it. */
  value(credential: string, key: string): string {
    return this.succeeds("secrets", "export", credential, key);
  }

  /** Every file below the clone and the home folder, for what must be nowhere in them. */
  everything(): string {
    return [this.folder, this.home].flatMap(textsBelow).join("\n");
  }

  override remove(): void {
    super.remove();
    rmSync(this.home, { recursive: true, force: true });
  }

  get environment(): NodeJS.ProcessEnv {
    const { XDG_CONFIG_HOME: _, SOPS_AGE_KEY_FILE: __, SOPS_AGE_KEY: ___, KUBECONFIG: ____, ...env } = process.env;
    return { ...env, HOME: this.home };
  }
}

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
}
