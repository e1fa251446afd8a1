import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Workspace } from "../main/workspace";

const program = join(__dirname, "../../cli/bin.mjs");

/** Runs `mk360` as the owner does, in a folder with a configuration. */
export function mk360(workspace: Workspace, ...args: readonly string[]): SpawnSyncReturns<string> {
  return mk360In({}, workspace, ...args);
}

/** The same with variables of its surroundings. */
export function mk360In(
  env: Readonly<Record<string, string>>,
  { folder }: Workspace,
  ...args: readonly string[]
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
}

/** Lines that are wider than a terminal, but for those of one long word and those to be copied. */
export function tooWide(text: string, columns = 100): string[] {
  return text
    .split("\n")
    .filter((line) => line.length > columns && line.trim().includes(" ") && !/^ +(fix: )?(.*: )?(kubectl|git) /.test(line));
}

/** For NODE_OPTIONS: the program takes its output for a terminal of so many columns. */
export function widthOf(columns: number): string {
  return `--require=${join(__dirname, "columns.cjs")} --title=${columns}`;
}
