import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { outside } from "../bed/place";
import { Bed } from "./bed/bed";
import { lifetimeSeconds } from "./bed/outside/lets-encrypt";
import { root } from "./bed/outside/root";
import { resticOnNas, snapshotOf } from "./cluster-store";
import { fillDatabases } from "./databases";
import { ofKind, type PodSpec } from "./declared";
import { leaveOut, report } from "./report";

interface CronJob {
  readonly name: string;
  readonly namespace: string;
  readonly pod: PodSpec;
}

interface JobObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const cronJobs: readonly CronJob[] = ofKind("CronJob").map(({ metadata: { name, namespace = "" }, spec }) => ({
  name,
  namespace,
  pod: (spec as { jobTemplate: { spec: { template: { spec: PodSpec } } } }).jobTemplate.spec.template.spec,
}));

const named = (pattern: RegExp): CronJob[] => cronJobs.filter(({ name }) => pattern.test(name));

/** These two come first, both at one time, and find no repository. */
const first = named(/^(n8n|vaultwarden-business)-backup$/);
const copies = named(/^copy-/);
const reads = named(/^(check-|hyper-backup-age$)/);
const forgets = named(/^forget-/);
/** It tells of certificates that end within fifteen days, which those of npm run test:long always do. */
const alarmed = lifetimeSeconds < 15 * 24 * 3600 ? named(/^certificates-of-sites$/) : [];
const daily = cronJobs.filter((job) => ![first, copies, reads, forgets, alarmed].flat().includes(job));

if (alarmed.length === 0) leaveOut("certificates that end within minutes", "npm run test:long has such ones, for their renewal");

describe("every job of the night, started by hand on the first day", () => {
  const bed = Bed.here();

  const jobsOf = (chosen: readonly CronJob[]) =>
    bed.plane.api
      .list<JobObject>("/apis/batch/v1/jobs")
      .then((all) =>
        all.filter(({ metadata }) =>
          chosen.some(({ name, namespace }) => metadata.name === `${name}-by-hand` && metadata.namespace === namespace),
        ),
      );

  const logOf = async ({ name, namespace }: CronJob): Promise<string> =>
    (await bed.kubectl("-n", namespace, "logs", `job/${name}-by-hand`, "--all-containers", "--tail=40")).stdout;

  /** Starts all at one time, waits for their ends, and gives what did not end well, with what it said last. */
  const run = async (chosen: readonly CronJob[]): Promise<string[]> => {
    const started = await Promise.all(
      chosen.map(({ name, namespace }) => bed.kubectl("-n", namespace, "create", "job", `--from=cronjob/${name}`, `${name}-by-hand`)),
    );
    const refused = started.filter(({ code }) => code !== 0).map(({ stderr }) => stderr);
    if (refused.length > 0) return refused;
    const ended = ({ status }: JobObject) =>
      status.conditions?.find(({ type, status: is }) => is === "True" && /^(Complete|Failed)$/.test(type))?.type;
    await eventually("all of them have ended", 280, async () =>
      (await jobsOf(chosen)).filter((job) => !ended(job)).map(({ metadata }) => metadata.name),
    );
    const failures: string[] = [];
    for (const job of chosen) {
      const found = (await jobsOf([job]))[0];
      const log = await logOf(job);
      if (!found || ended(found) !== "Complete")
        failures.push(`${job.namespace}/${job.name}: ${log.trimEnd().split("\n").slice(-6).join(" | ")}`);
      else {
        const seconds = (Date.parse(found.status.completionTime ?? "") - Date.parse(found.status.startTime ?? "")) / 1000;
        report(`job ${job.namespace}/${job.name}`, `${seconds} s`);
        if (tellsMonitor(job) && !log.includes("knows it"))
          failures.push(`${job.namespace}/${job.name} has not told the monitor: ${log.trimEnd().split("\n").pop()}`);
      }
    }
    return failures;
  };

  const snapshots = () => join(bed.nodes.vps.folder, "rancher/k3s/server/db/snapshots");

  beforeAll(async () => {
    fillDatabases();
    // k3s makes one twice a day; here the same store gives it.
    writeFileSync(join(snapshots(), "etcd-snapshot-vps-1"), await snapshotOf(bed));
  });

  test("each is in one of the groups, once", () => {
    expect(first).toHaveLength(2);
    expect([first, daily, copies, reads, forgets, alarmed].flat()).toHaveLength(cronJobs.length);
  });

  test("two backups at one time make the repository that they do not find, and both save", async () => {
    expect(await run(first)).toEqual([]);
  });

  test("the other backups, archives, mail and watches end well", async () => {
    expect(await run(daily)).toEqual([]);
  });

  const whenTheyEndSoon = alarmed.length > 0 ? test : test.skip;

  whenTheyEndSoon("certificates that end within minutes are told of, each by its name", async () => {
    expect((await run(alarmed)).join("\n")).toMatch(/adguard\.mk360\.de@\S+ ends in 0 days/);
  });

  test("the copies reach the remote NAS and the StorageBox", async () => {
    expect(await run(copies)).toEqual([]);
  });

  test("the checks read all of it back; Hyper Backup's last run is not too long ago", async () => {
    writeMarker(bed);
    expect(await run(reads)).toEqual([]);
  });

  test("what is too old is forgotten on the NAS", async () => {
    expect(await run(forgets)).toEqual([]);
  });

  test("the cluster's store lies on the NAS, by a password that opens it alone, and the token of k3s lies nowhere", async () => {
    const kept = readFileSync(join(snapshots(), "etcd-snapshot-vps-1"));
    const dumped = (password: string) => resticOnNas(bed, "cluster", password, "dump", "latest", "/backup/snapshots/etcd-snapshot-vps-1");
    expect(
      createHash("sha256")
        .update(await dumped("cluster"))
        .digest("hex"),
    ).toBe(createHash("sha256").update(kept).digest("hex"));
    // What is in it: the objects of both sides.
    expect(kept.includes("/registry/secrets/private/")).toBe(true);
    await expect(dumped("business")).rejects.toThrow(/wrong password|no key found/);
    const listed = `${await resticOnNas(bed, "cluster", "cluster", "ls", "latest")}`;
    expect(listed.split("\n").filter((line) => line.startsWith("/"))).toEqual([
      "/backup",
      "/backup/snapshots",
      "/backup/snapshots/etcd-snapshot-vps-1",
    ]);
  });

  test("the archives lie on the NAS's shares, and the mail in its folder", () => {
    const found = ["business", "private"].map((share) => bedFiles(root("srv", share)));
    expect(found.every((count) => count > 0)).toBe(true);
    expect(bedFiles(join(bed.nodes.nas.folder, "volume1/private/email"))).toBeGreaterThanOrEqual(20);
  });

  function bedFiles(folder: string): number {
    return Number(outside.run("sh", "-c", 'find "$1" -type f | wc -l', "sh", folder));
  }
});

const tellsMonitor = ({ pod }: CronJob): boolean => JSON.stringify(pod).includes("MONITOR_TOKEN_FILE");

/** As docs/hyper-backup-marker.sh leaves it on the NAS after a good run. */
function writeMarker(bed: Bed): void {
  const file = join(bed.nodes.nas.folder, "volume1/backups/vps-daily/hyper-backup.last-good");
  writeFileSync(file, `${Math.floor(Date.now() / 1000)}\n`);
}
