import { describe, expect, test } from "@jest/globals";
import { decideState, stateOf } from "../../charts/model/storage/state";
import { outputsOf } from "../../charts/output/outputs";
import { gibi } from "../../charts/values/size";
import { withDisk, withMachine } from "../support/machines";
import { refusalOf } from "../support/refusals";
import { distObjects, shippedConfig, stackOf } from "../support/stack";

/** Experiment: a second disk of the server, one entry in config.yaml, and one volume that lies on it. */
const stack = stackOf(withDisk({ holds: ["paperless-business/media"] }));
const objects = distObjects(stack).map(({ object }) => object);
const { generated } = outputsOf(stack, { state: [], released: [] });
const specOf = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name)?.spec;

describe("a second disk that is one entry in config.yaml", () => {
  test("is a storage class that keeps its volumes", () => {
    const found = objects.find(({ kind, metadata }) => kind === "StorageClass" && metadata.name === "archive");
    expect(found).toMatchObject({ provisioner: "kubernetes.io/no-provisioner", reclaimPolicy: "Retain" });
  });

  test("holds the volume that it names in a directory of its own, on its machine, for that one claim", () => {
    expect(specOf("PersistentVolumeClaim", "paperless-business-media")).toMatchObject({
      storageClassName: "archive",
      volumeName: "public-paperless-business-media",
    });
    expect(specOf("PersistentVolume", "public-paperless-business-media")).toMatchObject({
      local: { path: "/mnt/archive/public/paperless-business-media" },
      storageClassName: "archive",
      claimRef: { namespace: "public", name: "paperless-business-media" },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ values: ["vps"] }] }] } },
    });
  });

  test("counts that volume, and the server's own disk no longer does", () => {
    const diskOf = (page = "") => Number(/disk GiB +\| +([0-9.]+)/.exec(page)?.[1]);
    const [before, after] = [outputsOf(stackOf(), { state: [], released: [] }).generated, generated].map((files) =>
      diskOf(files.get("docs/capacity.md")),
    );
    expect((before ?? 0) - (after ?? 0)).toBeCloseTo(24, 1);
    expect(generated.get("docs/capacity.md")).toMatch(/\| archive +\| vps +\| +24\.0 +\| +200\.0 \|/);
  });

  test("says in the pages where the volume lies, and which directory to make for it", () => {
    expect(generated.get("docs/services.md")).toContain("archive: the disk at /mnt/archive of vps");
    expect(generated.get("docs/services.md")).toContain("sudo mkdir -p /mnt/archive/public/paperless-business-media");
  });

  test("cannot be mounted elsewhere once a volume on it is made, and no share of the NAS can", () => {
    const lock = stateOf(stack);
    const elsewhere = stackOf(
      withMachine("vps", { disks: { archive: { path: "/mnt/other", size: gibi(200), holds: ["paperless-business/media"] } } }),
    );
    expect(refusalOf(() => decideState(elsewhere, lock, []))).toContain(
      'public/paperless-business-media: at is "/mnt/other/public/paperless-business-media". Allowed: /mnt/archive/public/paperless-business-media',
    );
    const { bulk } = shippedConfig.machines.nas;
    const otherNas = stackOf(withMachine("nas", { bulk: { ...bulk, server: "192.168.178.11" } }));
    expect(refusalOf(() => decideState(otherNas, stateOf(stackOf()), []))).toContain('at is "192.168.178.11:/volume1/');
  });

  test("is taken by a lock that does not say yet where its volumes lie", () => {
    const before = stateOf(stack).map(({ at: _, ...entry }) => entry);
    expect(decideState(stack, before, []).lock).toEqual(decideState(stack, [], []).lock);
  });

  test("takes no volume whose claim is made already", () => {
    const lock = stateOf(stackOf());
    expect(refusalOf(() => decideState(stack, lock, []))).toContain('public/paperless-business-media: class is "archive"');
  });
});
