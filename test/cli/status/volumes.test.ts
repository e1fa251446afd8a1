import { describe, expect, test } from "@jest/globals";
import type { StateObject } from "../../../charts/model/storage/state";
import type { KubeClaim } from "../../../cli/cluster/objects";
import { volumeRows } from "../../../cli/status/volumes";
import { ago, now } from "./made";

const state: StateObject = {
  kind: "PersistentVolumeClaim",
  namespace: "public",
  name: "shop-data",
  class: "hot",
  size: "2Gi",
  service: "shop",
  volume: "data",
};

function claim(phase: string, changes: object = {}, spec: object = {}): KubeClaim {
  return {
    metadata: { name: state.name, namespace: state.namespace, uid: "1", creationTimestamp: ago(60), ...changes },
    spec: { storageClassName: "hot", volumeName: "pv-1", resources: { requests: { storage: "2Gi" } }, ...spec },
    status: { phase },
  };
}

const judged = (claims: readonly KubeClaim[], parked = false) => volumeRows(parked ? [] : [state], parked ? [state] : [], claims, now)[0];

describe("a claim", () => {
  test("is well when it is bound", () => {
    expect(judged([claim("Bound")])).toMatchObject({ verdict: "ok", phase: "Bound", parked: false });
  });

  test("is missing", () => {
    expect(judged([])).toMatchObject({ verdict: "wrong", problem: "missing: PersistentVolumeClaim public/shop-data" });
  });

  test("may wait a while for its pod, and no longer", () => {
    expect(judged([claim("Pending", { creationTimestamp: ago(4) })])).toMatchObject({ verdict: "warning", problem: "Pending for 4 min" });
    expect(judged([claim("Pending")])).toMatchObject({ verdict: "wrong", problem: expect.stringContaining("Pending for 60 min") });
  });

  test("may wait for ever when it is parked, but must not be gone", () => {
    expect(judged([claim("Pending")], true)).toMatchObject({ verdict: "ok", parked: true });
    expect(judged([], true)?.verdict).toBe("wrong");
  });

  test("is wrong once its deletion was asked for, although it is still bound", () => {
    expect(judged([claim("Bound", { deletionTimestamp: ago(1) })])?.problem).toContain("is being deleted");
  });

  test("has lost its volume", () => {
    expect(judged([claim("Lost")])?.problem).toBe("its volume pv-1 is gone");
  });

  test("has the class and the size of the model", () => {
    expect(judged([claim("Bound", {}, { storageClassName: "home" })])?.problem).toBe("is of class home, the model wants hot");
    expect(judged([claim("Bound", {}, { resources: { requests: { storage: "1Gi" } } })])?.problem).toBe(
      "asks for 1Gi, the model wants 2Gi",
    );
  });
});
