import { describe, expect, test } from "@jest/globals";
import { restoresOf } from "../../../charts/services/backup/restore";
import { whole } from "../../support/stack";

const { stack } = whole;
const backups = stack.jobs.filter(({ name }) => name.endsWith("-backup") && name !== "cluster-store-backup");
const restores = restoresOf(stack.services).map((each) => ({ ...each, putBack: each.restore.putBack("abc") }));

test("every service that is backed up has a way back, and no other", () => {
  expect(restores.map(({ service }) => `${service.firstName}-backup`).sort()).toEqual(backups.map(({ name }) => name).sort());
});

describe.each(restores.map((each) => [each.service.name, each] as const))("the way back of %s", (_name, { service, restore, putBack }) => {
  const backup = backups.find(({ name }) => name === `${service.firstName}-backup`);
  const { keep, look } = restore;

  test("asks for nothing over the network that its backup may not: it goes by the backup's policies", () => {
    const peers = (job: typeof look | undefined) => (job ? stack.usesOf(job).map(({ peer }) => JSON.stringify(peer)) : []);
    const allowed = new Set(peers(backup));
    expect([look, keep, putBack].flatMap(peers).filter((peer) => !allowed.has(peer))).toEqual([]);
  });

  test("writes to the volumes that the backup reads, where they are, and only the last step does", () => {
    const mounts = (job: typeof look | undefined) => job?.borrows.map(({ service: of, volume, path }) => `${of}/${volume} ${path}`);
    expect(mounts(putBack)).toEqual(mounts(backup));
    expect(putBack.borrows.every(({ writable }) => writable === true)).toBe(true);
    expect([look, keep].flatMap(({ borrows }) => borrows).filter(({ writable }) => writable)).toEqual([]);
  });

  test("puts back each database that the backup dumps, before the volumes", () => {
    const names = (job: typeof look | undefined, word: string) =>
      job?.before.flatMap(({ name, env }) =>
        name.startsWith(word) && ("PGDATABASE" in env || "MONGO_DATABASE" in env) ? [name.slice(word.length)] : [],
      );
    expect(names(putBack, "restore-")).toEqual(names(backup, "dump-"));
  });

  test("replaces each file of SQLite by its dump, and leaves out of the volumes what the backup leaves out", () => {
    const files = backup?.before.flatMap(({ env }) => (typeof env.SQLITE_SOURCE === "string" ? [env.SQLITE_SOURCE] : [])) ?? [];
    const lines = `${putBack.main.env.RESTORE_SQLITE ?? ""}`.split("\n").filter(Boolean);
    expect(lines.filter((_line, index) => index % 2 === 1)).toEqual(files);
    expect(lines.filter((_line, index) => index % 2 === 0)).toEqual(files.map((file) => `/backup/dumps/${file.split("/").at(-1)}`));
    const left = `${backup?.main.env.BACKUP_EXCLUDES ?? ""}`.split("\n").filter(Boolean);
    expect(`${putBack.main.env.BACKUP_EXCLUDES ?? ""}`.split("\n").filter(Boolean)).toEqual(left);
    // What has no dump is made again by the service.
    const dumped = new Set(files.flatMap((file) => ["", "-wal", "-shm"].map((end) => `${file}${end}`)));
    expect(`${putBack.main.env.RESTORE_REMADE ?? ""}`.split("\n").filter(Boolean)).toEqual(left.filter((path) => !dumped.has(path)));
  });

  test("stores what is there beside the daily backups, against no yardstick", () => {
    expect(keep.main.env).toMatchObject({ BACKUP_TAG: `${service.firstName}.before-restore`, YARDSTICK: "none" });
    expect(keep.main.env.BACKUP_SOURCES).toBe(backup?.main.env.BACKUP_SOURCES);
  });
});
