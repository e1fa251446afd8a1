import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { shippedConfigFile } from "../support/config";
import { finished, type Run } from "../support/finished";

const root = join(__dirname, "../..");

/** The operator's command with the shipped configuration, on a cluster of the test or on none; it has no clone to write to. */
export function mk360(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const child = spawn(process.execPath, [join(root, "cli/bin.mjs"), ...args], {
    cwd: env.KUBECONFIG === undefined ? tmpdir() : dirname(env.KUBECONFIG),
    env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", MK360_CONFIG: shippedConfigFile, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return finished(child);
}
