import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../charts/config/schema";
import { synologyOf } from "../../../charts/model/synology/synology";
import { Schedule } from "../../../charts/values/schedule";
import { hours } from "../../../charts/values/span";
import { shippedConfig, stackOf, whole } from "../../support/stack";

type Nas = Config["machines"]["nas"];

const { machines, backup } = shippedConfig;
const nasWith = (changes: Partial<Nas>) => synologyOf(stackOf({ machines: { ...machines, nas: { ...machines.nas, ...changes } } }));

interface Spec {
  readonly nfs?: { readonly path: string };
  readonly template?: { readonly spec: { readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number } } };
}
const specOf = (kind: string, name: string) =>
  whole.objects.find(({ object }) => object.kind === kind && object.metadata.name === name)?.object.spec as Spec | undefined;

describe("the folders that the VM mounts", () => {
  test("are those of the volumes in dist, and belong to the users of the pods there", () => {
    const folders = synologyOf(whole.stack).folders.map(({ path, owner: { uid, gid } }) => [path, uid, gid]);
    const volumes = whole.objects.flatMap(({ object }) => (object.kind === "PersistentVolume" ? [(object.spec as Spec).nfs?.path] : []));
    const podsOf = (service: string) => specOf("Deployment", service)?.template?.spec.securityContext;
    expect(folders.map(([path]) => path).sort()).toEqual(volumes.filter((path) => path !== undefined).sort());
    expect(folders).toEqual([
      ["/volume1/backups/vps-daily", podsOf("rest-server")?.runAsUser, podsOf("rest-server")?.runAsGroup],
      ["/volume1/private/email", podsOf("dovecot")?.runAsUser, podsOf("dovecot")?.runAsGroup],
    ]);
  });

  test("are none of the NAS's when the VM has mounted them by itself", () => {
    const { folders, byHand, shares } = nasWith({ bulk: { ...machines.nas.bulk, kind: "directory" } });
    expect([folders, byHand, shares.map(({ name }) => name)]).toEqual([[], [], ["business", "private"]]);
  });

  test.each(["/volume1/backups", "/srv/backups/vps"])("are left to the owner where the path is %s", (backups) => {
    const { folders, byHand } = nasWith({ paths: { ...machines.nas.paths, backups } });
    expect([folders.map(({ path }) => path), byHand.map(({ path }) => path)]).toEqual([["/volume1/private/email"], [backups]]);
  });

  test("lie in one shared folder with the archive's, however that is spelt", () => {
    const { shares } = nasWith({ smb: { ...machines.nas.smb, privateShare: "PRIVATE" } });
    expect(shares.map(({ path, users }) => [path, users.map(({ name }) => name)])).toEqual([
      ["/volume1/backups", []],
      ["/volume1/private", ["archive-private"]],
      ["/volume1/business", ["archive-business"]],
    ]);
  });
});

test("nobody comes by SMB before an archive job runs", () => {
  expect(synologyOf(stackOf({ phase: 1 })).users).toEqual([]);
  expect(synologyOf(stackOf({ off: ["paperless-private"] })).users.map(({ name }) => name)).toEqual(["archive-business"]);
});

test("the VM has what its kernel is to show, and the rest that the kernel keeps", () => {
  // config.yaml: of 4 GiB the kernel leaves about 3900Mi.
  const { memory, disk, processors } = synologyOf(stackOf()).virtualMachine;
  expect([`${memory}`, `${disk}`, processors]).toEqual(["4Gi", "64Gi", 2]);
});

describe("what DSM does by itself", () => {
  /** When the jobs of dist begin, as they stand there. */
  const begins = whole.objects.flatMap(({ object }) => {
    if (object.kind !== "CronJob") return [];
    const [minute = "", hour = ""] = (object.spec as { schedule: string }).schedule.split(" ");
    return hour.split(",").flatMap((h) => minute.split(",").map((m) => Number(h) * 60 + Number(m)));
  });
  const minutesFromAnyJob = (time: string) => {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    return Math.min(...begins.map((begin) => Math.abs(hour * 60 + minute - begin)));
  };

  test("snapshots and updates are two hours away from every job", () => {
    const { snapshots, updates } = synologyOf(whole.stack);
    expect(begins.length).toBeGreaterThan(20);
    expect(minutesFromAnyJob(snapshots.schedule.time)).toBeGreaterThanOrEqual(120);
    expect(minutesFromAnyJob(updates.time)).toBeGreaterThanOrEqual(120);
  });

  test("make room where a job is moved to their time", () => {
    const moved = synologyOf(stackOf({ backup: { ...backup, forgetAt: "20:00" } }));
    expect(moved.snapshots.schedule.time).toBe("18:00");
    const copied = synologyOf(stackOf({ backup: { ...backup, copyWeekly: { ...backup.copyWeekly, time: "13:30" } } }));
    expect(copied.hyperBackup.meets(Schedule.weekly("sunday", "13:30"), hours(1))).toBe(false);
  });

  test("a snapshot stays longer than it cannot be removed, within what Synology advises", () => {
    const { keep, immutable } = synologyOf(stackOf()).snapshots;
    const day = 24 * 3600;
    expect(immutable.seconds / day).toBeGreaterThanOrEqual(7);
    expect(immutable.seconds / day).toBeLessThanOrEqual(14);
    expect(keep.seconds).toBeGreaterThan(immutable.seconds);
  });
});
