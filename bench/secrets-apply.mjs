import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");
const goal = 0.5;

/** `mk360 secrets apply` against a kubectl call for each Secret, on the control plane of the tests; a miss is said and ends with 1. */
export function secretsApply() {
  const sops =
    process.env.SOPS_BIN ??
    (process.env.PATH ?? "")
      .split(delimiter)
      .map((folder) => join(folder, "sops"))
      .find(existsSync);
  const missing = [
    ...(existsSync(join(process.env.KUBEBUILDER_ASSETS ?? "", "kube-apiserver")) ? [] : ["a control plane (KUBEBUILDER_ASSETS)"]),
    ...(sops && existsSync(sops) ? [] : ["sops (SOPS_BIN)"]),
  ];
  if (missing.length > 0) {
    console.log(`left out: without ${missing.join(" and ")} mk360 secrets apply was not measured`);
    return;
  }
  const { secrets, ours, each } = measure();
  const reached = ours / each <= goal;
  const figures = `${secrets} Secrets in ${ours.toFixed(1)} s instead of ${each.toFixed(1)} s: ${(ours / each).toFixed(2)}`;
  console.log(`${reached ? "reached" : "MISSED "}  secrets apply in at most half the time of a kubectl call for each: ${figures}`);
  if (!reached) process.exitCode = 1;
}

/** In Jest, because the control plane of the tests and its texts are loaded by it. */
function measure() {
  const folder = mkdtempSync(join(tmpdir(), "mk360-bench-"));
  try {
    const result = join(folder, "result.json");
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, "node_modules/jest/bin/jest.js"), "--testMatch", "<rootDir>/bench/secrets-apply.measure.ts"],
      { cwd: root, env: { ...process.env, API: "1", REQUIRE_REAL: "1", RESULT: result }, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`mk360 secrets apply could not be measured: ${stderr}`);
    return JSON.parse(readFileSync(result, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
