import { describe, expect, test } from "@jest/globals";
import { reportOf } from "../../../cli/status/report";
import { showReport } from "../../../cli/status/show";
import type { Snapshot } from "../../../cli/status/snapshot";
import { catalogueOf, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";
import { deployment, metadata, pod, snapshot } from "./made";

const shop = exampleService("shop");
const project = { stack: stackOf({}, catalogueOf([shop])), lock: { state: [], released: [] }, generations: new Map() };
const well: Partial<Snapshot> = { controllers: { Deployment: [deployment(shop)], StatefulSet: [], DaemonSet: [] }, pods: [pod(shop)] };
const report = (parts: Partial<Snapshot>) => reportOf(project, new Map(), snapshot({ ...well, ...parts }));

describe("the report", () => {
  test("of a stack that runs is well", () => {
    expect(report({})).toMatchObject({ verdict: "ok", missing: [], leftOver: [] });
  });

  test("names what the cluster lacks and what it has too much", () => {
    const old = exampleService("old");
    const controllers = { Deployment: [deployment(old)], StatefulSet: [], DaemonSet: [] };
    expect(report({ controllers, secrets: [metadata(old)] })).toMatchObject({
      verdict: "wrong",
      missing: [{ kind: "Deployment", namespace: "public", name: "shop" }],
      leftOver: [
        { kind: "Deployment", namespace: "public", name: "old" },
        { kind: "Secret", namespace: "public", name: "old" },
      ],
    });
  });

  test("takes a run for its CronJob's, not for one left over", () => {
    const run = { metadata: metadata(shop, { ownerReferences: [{ kind: "CronJob", name: "x", uid: "x" }] }), status: {} };
    expect(report({ jobs: [run] }).leftOver).toEqual([]);
    expect(report({ jobs: [{ metadata: metadata(shop), status: {} }] })).toMatchObject({ verdict: "warning", leftOver: [{ kind: "Job" }] });
  });
});

describe("the screen", () => {
  test("marks what is wrong without any colour", () => {
    const controllers = { Deployment: [], StatefulSet: [], DaemonSet: [] };
    const lines = showReport(report({ controllers, pods: [] }), 80).split("\n");
    expect(lines.filter((line) => line.startsWith("X"))).toEqual([
      expect.stringMatching(/^X {2}shop {2}0\/1 .* missing: Deployment public\/shop$/),
    ]);
    expect(lines.at(-1)).toBe("Wrong (X): 1. To be looked at (!): 0.");
  });

  test("ends with one sentence when all is well", () => {
    expect(showReport(report({}), 80)).toMatch(/\n\nAll is well\.$/);
  });
});
