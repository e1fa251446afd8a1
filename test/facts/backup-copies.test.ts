import { expect, test } from "@jest/globals";
import { backupCopies, isOutOfReach } from "../../charts/facts/backup-copies";
import { shippedConfig, stackOf, whole } from "../support/stack";

const copies = backupCopies(whole.stack);
const byWhere = (text: string) => copies.filter(({ where }) => where.includes(text));

test("whoever takes over the server can delete what lies on the NAS, and what a Secret of the cluster opens", () => {
  // The cluster holds the keys of both places outside the house, whatever else it does with them.
  const keys = [...whole.stack.credentials.keys()].filter(({ keys }) => "known-hosts" in keys).map(({ name }) => name);
  expect(keys.sort()).toEqual(["backup-remote-nas", "backup-storage-box"]);
  const byRoot = copies.flatMap(({ removedBy }) => removedBy.filter(({ who }) => who === "root of the server").map(({ how }) => how));
  expect(keys.filter((name) => !byRoot.includes(`with the key in the Secret ${name}`))).toEqual([]);
  expect(byRoot).toContain("with a pod on the NAS that mounts their volume");
});

test("one copy is left whole when both machines are taken over: the snapshots that nobody can remove", () => {
  expect(copies.filter(isOutOfReach).map(({ what }) => what)).toEqual(["snapshots of that folder"]);
});

test("Hyper Backup is out of reach of the cluster, but not of the NAS that runs it", () => {
  expect(byWhere("Hyper Backup").flatMap(({ removedBy }) => removedBy.map(({ who }) => who))).toEqual([
    "an administrator of DSM",
    "an administrator of the remote NAS",
  ]);
});

test("a copy that is not made is none", () => {
  const { target: _, ...copyMonthly } = shippedConfig.backup.copyMonthly;
  const without = backupCopies(stackOf({ backup: { ...shippedConfig.backup, copyMonthly } }));
  expect(without.map(({ where }) => where)).not.toContain("the StorageBox");
  expect(without).toHaveLength(copies.length - 1);
});
