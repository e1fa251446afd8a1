import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "../api/eventually";

/** The folder of the bed; enter.sh makes it. */
export function bedFolder(...parts: string[]): string {
  const folder = process.env.BED;
  if (!folder) throw new Error("BED names no folder; run npm run test:cluster or test:hosts, which enter one");
  return join(folder, ...parts);
}

export interface Start {
  readonly env?: Readonly<Record<string, string>>;
}

/** Somewhere in the bed where programs run: outside, or on a machine. Each program has a name there, a log and a number. */
export class Place {
  constructor(
    readonly name: string,
    /** The process whose mounts and network it has; undefined for the outside, where the tests themselves run. */
    readonly holder?: number,
  ) {}

  /** The words that run a command here. */
  words(command: readonly string[]): string[] {
    if (this.holder === undefined) return [...command];
    return ["nsenter", "-t", `${this.holder}`, "-n", "-m", `--wd=${bedFolder()}`, "--", ...command];
  }

  /** Runs a command to its end, and gives what it printed; throws with what it said when it fails. */
  run(...command: string[]): string {
    const [program = "", ...args] = this.words(command);
    try {
      return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 * 1024 * 1024 });
    } catch (error) {
      const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
      throw new Error(`${this.name}: ${command.join(" ")}: ${stderr || stdout || error}`);
    }
  }

  /** The same without holding up whatever else is under way; for what takes more than a moment. */
  async call(...command: string[]): Promise<string> {
    const [program = "", ...args] = this.words(command);
    try {
      return (await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
    } catch (error) {
      throw new Error(`${this.name}: ${command.join(" ")}: ${(error as { stderr?: string }).stderr || error}`);
    }
  }

  /** Starts a program that runs until it is ended, or the bed is. */
  start(name: string, command: readonly string[], { env = {} }: Start = {}): void {
    const log = openSync(this.logOf(name), "a");
    const [program = "", ...args] = this.words(command);
    const child = spawn(program, args, {
      stdio: ["ignore", log, log],
      cwd: bedFolder(),
      env: { PATH: process.env.PATH, ...env },
      detached: true,
    });
    closeSync(log);
    child.unref();
    const { pid } = child;
    if (pid === undefined) throw new Error(`${program} did not start`);
    writeFileSync(this.numberOf(name), `${pid}`);
    forget(child);
  }

  isRunning(name: string): boolean {
    return this.pid(name) !== undefined;
  }

  /** Its number; undefined when it has ended. */
  pid(name: string): number | undefined {
    const file = this.numberOf(name);
    if (!existsSync(file)) return undefined;
    const pid = Number(readFileSync(file, "utf8"));
    return isAlive(pid) ? pid : undefined;
  }

  async end(name: string, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const pid = this.pid(name);
    if (pid === undefined) return;
    process.kill(pid, signal);
    await eventually(`${name} has ended`, 90, async () => (isAlive(pid) ? [`${name} still runs`] : []));
    rmSync(this.numberOf(name));
  }

  log(name: string): string {
    const file = this.logOf(name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  private logOf(name: string): string {
    return bedFolder(`${this.name}-${name}.log`);
  }

  private numberOf(name: string): string {
    return bedFolder(`${this.name}-${name}.pid`);
  }
}

export const outside = new Place("outside");

/** The runtime collects it when it ends; an error of it is in its log. */
function forget(child: ChildProcess): void {
  child.on("error", () => undefined);
}

/** Ended, and collected or not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
