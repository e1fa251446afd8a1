import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Workspace } from "./workspace";

describe("phases up and down", () => {
  let workspace: Workspace;
  const seen: Record<string, Record<string, string>> = {};
  beforeAll(() => {
    workspace = new Workspace();
    for (const [name, phase] of [
      ["3", 3],
      ["1", 1],
      ["back at 3", 3],
    ] as const) {
      workspace.configure([/^phase: \d/m, `phase: ${phase} `]);
      const { status, stderr } = workspace.synth();
      if (status !== 0) throw new Error(stderr);
      seen[name] = workspace.tree("dist");
    }
  });
  afterAll(() => workspace.remove());

  test("a later service runs in its phase", () => {
    expect(seen["3"]).toHaveProperty(["30-home/adguard.yaml"]);
  });

  test("it is gone in an earlier phase", () => {
    expect(seen["1"]).not.toHaveProperty(["30-home/adguard.yaml"]);
  });

  test("its claims stay alone", () => {
    const parked = seen["1"]?.["40-backup/parked-adguard.yaml"] ?? "";
    expect(parked.match(/^kind: .*/gm)).toEqual(["kind: PersistentVolumeClaim", "kind: PersistentVolumeClaim"]);
  });

  test("without the lock a synth keeps what it alone knew, and says the two ways on", () => {
    const [folder, lock] = ["dist/40-backup/parked-adguard.yaml", "state.lock.yaml"];
    workspace.configure([/^phase: \d/m, "phase: 1"]);
    workspace.synth();
    const before = workspace.tree("dist");
    workspace.erase(lock);
    expect(workspace.synth()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^state\.lock\.yaml: there is no such file.*Fix: git/s),
    });
    expect({ dist: workspace.tree("dist"), lock: workspace.has(lock) }).toEqual({ dist: before, lock: false });
    for (const path of Object.keys(before)) if (path.includes("/parked-")) workspace.erase(`dist/${path}`);
    expect(workspace.synth().status).toBe(0);
    expect(workspace.has(folder)).toBe(false);
  });

  test("back in its phase everything is as before", () => {
    expect(seen["back at 3"]).toEqual(seen["3"]);
  });
});
