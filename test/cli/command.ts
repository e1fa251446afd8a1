import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Workspace } from "../main/workspace";

const program = join(__dirname, "../../cli/bin.mjs");

/** Runs `mk360` as the owner does, in a folder with a configuration. */
export function mk360(workspace: Workspace, ...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { cwd: workspace.folder, encoding: "utf8" });
}

/** Lines that are wider than a terminal of 100 columns, but for those of one long word and those to be copied. */
export function tooWide(text: string): string[] {
  return text.split("\n").filter((line) => line.length > 100 && line.trim().includes(" ") && !line.startsWith("  kubectl "));
}
