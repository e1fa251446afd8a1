import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { backupBed } from "./backup-bed";
import { describeReal, filesBelow, outcome, reason, resticImage, signalGroup, until } from "./restic";

describeReal("backup.sh, its locks and interruptions, with a real restic", resticImage, () => {
  const { box, password, prepared } = backupBed();
  const large = box.folder("large");
  const env = prepared([large]);

  beforeAll(async () => {
    for (let index = 0; index < 8; index++) box.file(`large/${index}`, randomBytes(16 << 20));
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
  });

  test("the lock of a dead process is cleared and the run goes through", async () => {
    const holder = await box.holdLock(env.RESTIC_REPOSITORY, password);
    const gone = outcome(holder);
    holder.kill("SIGKILL");
    await gone;
    expect(readdirSync(join(env.RESTIC_REPOSITORY, "locks"))).toHaveLength(1);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(readdirSync(join(env.RESTIC_REPOSITORY, "locks"))).toEqual([]);
  });

  test("the lock of a living process stays, and the run says that it is locked", async () => {
    const holder = await box.holdLock(env.RESTIC_REPOSITORY, password);
    const gone = outcome(holder);
    const locks = readdirSync(join(env.RESTIC_REPOSITORY, "locks"));
    try {
      const done = await box.run("backup.sh", env);
      expect(done.code).toBe(1);
      expect(done.stderr).toContain("backup: the repository is locked by another run");
      expect(readdirSync(join(env.RESTIC_REPOSITORY, "locks"))).toEqual(locks);
    } finally {
      holder.kill("SIGKILL");
      await gone;
    }
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("killed half way by %s, and the next run goes through", async (signal) => {
    rmSync(large, { recursive: true });
    for (let index = 0; index < 8; index++) box.file(`large/${index}`, randomBytes(16 << 20));
    const before = box.snapshots(env.RESTIC_REPOSITORY, password).length;
    const packs = () => filesBelow(join(env.RESTIC_REPOSITORY, "data")).length;
    const packsBefore = packs();
    const child = box.script("backup.sh", env);
    const done = outcome(child);
    await until(() => packs() > packsBefore, 30, 2);
    if (signal === "SIGTERM") child.kill("SIGTERM");
    else signalGroup(child, "SIGKILL");
    const killed = await done;
    if (signal === "SIGTERM") {
      expect(killed.code).toBe(143);
      expect(reason(killed)).toContain("stopped half way");
    }
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toHaveLength(before);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toHaveLength(before + 1);
    expect(box.restic(env.RESTIC_REPOSITORY, password, ["unlock"])).toMatchObject({ code: 0 });
    expect(box.restic(env.RESTIC_REPOSITORY, password, ["check", "--read-data"])).toMatchObject({ code: 0 });
  });
});
