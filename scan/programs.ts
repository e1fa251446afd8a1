import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program by its variable, such as KUBE_SCORE_BIN, or in a folder that .ci made; undefined when it is nowhere. */
export function programNamed(name: string): string | undefined {
  const { SCANNERS, KUBEBUILDER_ASSETS } = process.env;
  const folders = [SCANNERS, KUBEBUILDER_ASSETS].filter((folder): folder is string => Boolean(folder));
  const files = [process.env[variableOf(name)] ?? "", ...folders.map((folder) => join(folder, name))];
  return files.find((file) => file && existsSync(file));
}

export function variableOf(name: string): string {
  return `${name.toUpperCase().replaceAll("-", "_")}_BIN`;
}

/** Runs a program to its end; `input` is what it reads. */
export function run(program: string, args: readonly string[], input = ""): Promise<Run> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => stdout.push(data));
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  // A program may end before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` }));
  });
}

/** The same, for a program that says all is well or not by its exit code: `fine` are those that carry a ruling. */
export async function runFor(fine: readonly number[], program: string, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, input);
  if (code === null || !fine.includes(code)) {
    throw new Error(`${program} ended with ${code}: ${(stderr || stdout).trim().split("\n").slice(-5).join("\n")}`);
  }
  return stdout;
}
