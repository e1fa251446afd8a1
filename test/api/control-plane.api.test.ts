import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeReal } from "../support/real";
import { shippedConfig } from "../support/stack";
import { ControlPlane, controlPlanePrograms } from "./control-plane";
import { eventually } from "./eventually";
import { nodesOf } from "./nodes";

describeReal("the control plane of the tests", controlPlanePrograms(), () => {
  test("stands with seven programs behind a kubeconfig that nobody else can read, and leaves nothing when it stops", async () => {
    const plane = await ControlPlane.start(nodesOf(shippedConfig));
    try {
      // etcd, the API server, its controllers, the scheduler, a kwok for each machine, and the guard that ends them.
      expect(processesIn(plane.root)).toHaveLength(7);
      expect(modeOf(plane.kubeconfig)).toBe("600");
      expect(modeOf(plane.root)).toBe("700");
    } finally {
      await plane.stop();
    }
    expect(processesIn(plane.root)).toEqual([]);
    expect(existsSync(plane.root)).toBe(false);
  });

  test("says what its programs said when they do not come up", async () => {
    const assets = process.env.KUBEBUILDER_ASSETS;
    process.env.KUBEBUILDER_ASSETS = "/nowhere";
    try {
      await expect(ControlPlane.start(nodesOf(shippedConfig), { limitSeconds: 2 })).rejects.toThrow(
        /the API server is ready.*etcd\.log: .*not found/s,
      );
    } finally {
      process.env.KUBEBUILDER_ASSETS = assets;
    }
  });

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("leaves nothing when the tests end by %s", async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "mk360-guarded-"));
    const tests = spawn(process.execPath, ["-e", owner, join(__dirname, "guard.sh"), folder], { stdio: "ignore" });
    await eventually("the guard and both of its programs run", 20, async () => (processesIn(folder).length === 3 ? [] : ["not yet"]));
    tests.kill(signal);
    await eventually("they are gone and their folder too", 20, async () => [
      ...processesIn(folder),
      ...(existsSync(folder) ? [folder] : []),
    ]);
  });
});

/** What control-plane.ts does, in a process that can be killed. */
const owner = `
const [guard, folder] = process.argv.slice(1);
const { stdin } = require("node:child_process").spawn("sh", [guard, folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
stdin.write("'sleep' '600'\\n'sleep' '601'\\n");
setInterval(() => undefined, 1000);
`;

/** The processes that work in a folder, as the kernel lists them. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/cwd`).startsWith(folder);
    } catch {
      // It ended while we looked, or it belongs to someone else.
      return false;
    }
  });
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
