import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { backupBed, dayBefore } from "./backup-bed";
import { describeReal, filesBelow, reason, resticImage } from "./restic";

describeReal("backup.sh and what it was the last good time, with a real restic", resticImage, () => {
  const { box, password, prepared, volume, stored } = backupBed();
  const today = () => dayBefore(0);
  const wayOut = () => `if you removed it yourself, write backup.cleanedUp.paperless: ${today()} into config.yaml`;

  test("a volume that was emptied is lost and not new: it alarms every night, until the owner says that it was meant", async () => {
    const [dumps, lost] = [volume(6), volume(1)];
    const env = prepared([dumps, lost]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    for (const file of filesBelow(lost)) rmSync(file);
    for (const _night of [1, 2]) {
      const done = await box.run("backup.sh", env);
      expect(done.code).toBe(1);
      expect(reason(done)).toBe(
        `backup: BACKUP_SOURCES: ${lost} holds no file with content, and did when the backup of ${today()} was made; ${wayOut()}`,
      );
    }
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toHaveLength(1);
    expect(await box.run("backup.sh", { ...env, CLEANED_UP: today() })).toMatchObject({ code: 0 });
  });

  test("two jobs in one repository are not measured against each other", async () => {
    const env = prepared([volume(20)]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(await box.run("backup.sh", { ...env, BACKUP_SOURCES: volume(1), BACKUP_TAG: "other" })).toMatchObject({ code: 0 });
    expect(await box.run("backup.sh", { ...env, BACKUP_SOURCES: volume(1), BACKUP_HOST: "k3s-private" })).toMatchObject({ code: 0 });
  });

  test("a shrunk source alarms on every run, and the snapshots stay", async () => {
    const source = volume(10);
    const env = prepared([source]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    for (const file of filesBelow(source).slice(4)) rmSync(file);
    for (const _run of [1, 2]) {
      const done = await box.run("backup.sh", env);
      expect(done.code).toBe(1);
      expect(reason(done)).toContain(`has 4 files and 8000 bytes, the last good one had 10 and 20000; ${wayOut()}`);
    }
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toHaveLength(3);
  });

  test("after a clean-up that the owner has named, what was before it is no yardstick, and what comes after it is one", async () => {
    const source = volume(10);
    const env = prepared([source]);
    stored(env, source, 3, 2);
    for (const file of filesBelow(source).slice(4)) rmSync(file);
    const named = { ...env, CLEANED_UP: dayBefore(2) };
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 1 });
    stored(env, source, 1);
    expect(await box.run("backup.sh", named)).toMatchObject({ code: 0 });
    for (const file of filesBelow(source).slice(1)) rmSync(file);
    expect(reason(await box.run("backup.sh", named))).toContain("has 1 files and 2000 bytes, the last good one had 4 and 8000");
  });

  test("a service that has grown is measured against its last days, and not against the first of them", async () => {
    const source = volume(10);
    const env = prepared([source]);
    stored(env, source, 5);
    const grown = Array.from({ length: 90 }, (_, index) =>
      box.file(join(source, `later ${index}`).slice(box.root.length + 1), "x".repeat(2000)),
    );
    stored(env, source, 4, 3, 2, 1);
    for (const file of grown.slice(2)) rmSync(file);
    const log = box.path("calls-of-restic");
    chmodSync(box.file("counting/restic", `#!/bin/sh\necho "$1" >>'${log}'\nexec '${box.bin}/restic' "$@"\n`), 0o755);
    const done = await box.run("backup.sh", env, undefined, box.path("counting"));
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("has 12 files and 24000 bytes, the last good one had 100 and 200000");
    // What older ones hold stands in restic's list; only the new one is read back.
    expect(
      readFileSync(log, "utf8")
        .split("\n")
        .filter((command) => command === "ls"),
    ).toHaveLength(1);
  });

  test("a database that began anew shows beside the many files of its service, every night until the owner has named it", async () => {
    const files = volume(20);
    const dumps = box.folder("dumps");
    writeFileSync(join(dumps, "n8n.dump"), randomBytes(8000));
    const env = { ...prepared([dumps, files]), BACKUP_DUMPS: dumps };
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    writeFileSync(join(dumps, "n8n.dump"), randomBytes(900));
    for (const _run of [1, 2]) {
      const done = await box.run("backup.sh", env);
      expect([done.code, reason(done)]).toEqual([
        1,
        `backup: the dump ${dumps}/n8n.dump has 900 bytes, the last good one had 8000; ${wayOut()}`,
      ]);
    }
    expect(await box.run("backup.sh", { ...env, CLEANED_UP: dayBefore(0) })).toMatchObject({ code: 0 });
  });

  test("many runs in one night do not wear the alarm out", async () => {
    const source = volume(10);
    const env = prepared([source]);
    stored(env, source, 20);
    for (const file of filesBelow(source).slice(4)) rmSync(file);
    stored(env, source, 0, 0, 0, 0, 0, 0, 0, 0);
    const done = await box.run("backup.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("the last good one had 10 and 20000");
  });

  test("as many files with fewer bytes than half is shrunk too", async () => {
    const source = volume(3);
    const env = prepared([source]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    for (const file of filesBelow(source)) truncateSync(file, 900);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 1 });
    for (const file of filesBelow(source)) appendFileSync(file, randomBytes(300));
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
  });
});
