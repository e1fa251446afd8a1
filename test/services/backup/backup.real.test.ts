import { chmodSync, existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { backupBed } from "./backup-bed";
import { contents, describeReal, filesBelow, nobody, reason, resticImage, resticProgram, resticVersion } from "./restic";

describeReal("backup.sh with a real restic", resticImage, () => {
  const { box, password, job, prepared, volume } = backupBed();

  test("saves what can be restored byte for byte, and the second run builds on the first", async () => {
    const [one, two] = [volume(), volume()];
    const env = job([one, two]);
    const first = await box.run("backup.sh", env);
    expect(first).toMatchObject({ code: 0 });
    expect(reason(first)).toMatch(/^backup: snapshot [0-9a-f]{8} holds 12 files and 24000 bytes$/);

    expect(box.restic(env.RESTIC_REPOSITORY, password, ["restore", "latest", "--target", box.path("restored")])).toMatchObject({ code: 0 });
    expect(contents(join(box.path("restored"), one))).toEqual(contents(one));
    expect(contents(join(box.path("restored"), two))).toEqual(contents(two));

    const second = await box.run("backup.sh", env);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toMatch(/Files:\s+0 new,\s+0 changed,\s+12 unmodified/);
    const [older, newer] = box.snapshots(env.RESTIC_REPOSITORY, password);
    expect(newer).toMatchObject({ parent: older?.id, hostname: "k3s-public", tags: ["paperless"] });
  });

  test("finds its parent though the list of paths has changed", async () => {
    const [one, two] = [volume(), volume()];
    const env = prepared([one]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(await box.run("backup.sh", { ...env, BACKUP_SOURCES: `${one}\n${two}` })).toMatchObject({ code: 0 });
    const [older, newer] = box.snapshots(env.RESTIC_REPOSITORY, password);
    expect(newer?.parent).toBe(resticVersion() >= 16 ? older?.id : undefined);
  });

  test("leaves out what BACKUP_EXCLUDES names", async () => {
    const one = volume(2);
    box.file(`${one.slice(box.root.length + 1)}/cache/icon`, "x");
    const env = prepared([one], { BACKUP_EXCLUDES: `${one}/cache\n` });
    const done = await box.run("backup.sh", env);
    expect(reason(done)).toContain("holds 2 files");
  });

  test.each([
    ["is missing", () => box.path("nowhere")],
    ["is not an absolute path", () => "relative/path"],
  ])("a source that %s stops the run before anything is written", async (why, make) => {
    const path = make();
    for (const sources of [[path], [volume(), path]]) {
      const env = job(sources);
      const done = await box.run("backup.sh", env);
      expect(done.code).toBe(1);
      expect(reason(done)).toBe(`backup: BACKUP_SOURCES: ${path} ${why}`);
      expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
    }
  });

  test.each([
    ["holds nothing", () => box.folder("unused with nothing")],
    ["holds only empty files", () => join(box.file("unused with empty files/file", ""), "..")],
  ])("a volume that %s yet keeps the dump beside it out of no backup, and is taken when it is filled", async (_, make) => {
    const [dumps, unused] = [volume(1), make()];
    const env = prepared([dumps, unused], { BACKUP_DUMPS: dumps });
    for (const _night of [1, 2]) {
      const done = await box.run("backup.sh", env);
      expect(done).toMatchObject({ code: 0 });
      expect(done.stderr).toContain(`backup: ${unused} has not held a file with content yet, and is left out until it does`);
    }
    expect(box.snapshots(env.RESTIC_REPOSITORY, password).map(({ paths }) => paths)).toEqual([[dumps], [dumps]]);
    box.file(join(unused, "first").slice(box.root.length + 1), "a contract");
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    expect(box.snapshots(env.RESTIC_REPOSITORY, password).at(-1)?.paths.sort()).toEqual([dumps, unused].sort());
  });

  test("where nothing is there yet, nothing is stored and the run says so", async () => {
    const env = prepared([box.folder("unused alone")]);
    const done = await box.run("backup.sh", env);
    expect([done.code, reason(done)]).toEqual([0, "backup: nothing is stored, because there is nothing yet"]);
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toEqual([]);
  });

  test("an empty dump is a failure on the first day too", async () => {
    const dumps = box.folder("dumps without content");
    const env = job([dumps, volume()], { BACKUP_DUMPS: dumps });
    const done = await box.run("backup.sh", env);
    expect([done.code, reason(done)]).toEqual([1, `backup: BACKUP_DUMPS: ${dumps} holds no file with content`]);
    expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
  });

  test("no source at all is named", async () => {
    expect(reason(await box.run("backup.sh", job([], { BACKUP_SOURCES: "" })))).toBe("backup: BACKUP_SOURCES is not set");
    expect(reason(await box.run("backup.sh", job([], { BACKUP_SOURCES: "\n\n" })))).toBe("backup: BACKUP_SOURCES names no path");
  });

  test("a wrong password is a failure and never answered with a new repository", async () => {
    const env = prepared([volume()]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    const before = filesBelow(env.RESTIC_REPOSITORY);
    const done = await box.run("backup.sh", { ...env, RESTIC_PASSWORD_FILE: box.file("wrong", "wrong\n") });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("wrong password");
    expect(reason(done)).toContain(`${env.RESTIC_REPOSITORY} cannot be opened`);
    expect(filesBelow(env.RESTIC_REPOSITORY)).toEqual(before);
  });

  test("INIT=no makes no repository", async () => {
    const env = job([volume()], { INIT: "no" });
    const done = await box.run("backup.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`backup: there is no repository at ${env.RESTIC_REPOSITORY} and INIT is not yes`);
    expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
  });

  // Restic before 0.17 writes a new config over such a repository; nothing but the version helps there.
  (resticProgram && resticVersion() >= 17 ? test : test.skip)("a repository that lost its config is not made anew", async () => {
    const env = job([volume()]);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    renameSync(join(env.RESTIC_REPOSITORY, "config"), box.path("config-away"));
    const done = await box.run("backup.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`backup: the repository ${env.RESTIC_REPOSITORY} could not be made`);
    expect(existsSync(join(env.RESTIC_REPOSITORY, "config"))).toBe(false);
  });

  test("an unreachable port is named and waited for only so long", async () => {
    const done = await box.run("backup.sh", job([volume()], { WAIT_FOR: "127.0.0.1:1", WAIT_SECONDS: "1" }));
    expect(done.code).toBe(1);
    expect(reason(done)).toBe("backup: 127.0.0.1:1 did not answer in time");
  });

  test("an exclude that takes more than the file or folder it names is no backup, and one that takes just that is", async () => {
    const [files, cache] = [volume(2), volume(2)];
    const env = prepared([files, cache]);
    const done = await box.run("backup.sh", { ...env, BACKUP_EXCLUDES: `${cache}/*` });
    expect([done.code, reason(done)]).toEqual([1, expect.stringContaining(`BACKUP_EXCLUDES: nothing of ${cache} is in the snapshot`)]);
    for (const just of ["folder", "folder/"]) {
      expect(await box.run("backup.sh", { ...env, BACKUP_EXCLUDES: `${cache}/${just}` })).toMatchObject({ code: 0 });
    }
  });

  test("a file that cannot be read makes the backup incomplete, which is a failure", async () => {
    const source = volume(3);
    chmodSync(filesBelow(source)[0] ?? "", 0);
    box.file("open-password", "correct horse\n");
    const env = job([source], {
      RESTIC_PASSWORD_FILE: box.path("open-password"),
      XDG_CACHE_HOME: box.folder("cache-nobody"),
      TMPDIR: box.folder("tmp-nobody"),
    });
    chmodSync(box.path("cache-nobody"), 0o777);
    chmodSync(box.path("tmp-nobody"), 0o777);
    const done = await box.run("backup.sh", env, nobody);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("permission denied");
    expect(reason(done)).toContain("the backup is incomplete");
  });

  test("leaves nothing in the scratch folder", () => {
    expect(readdirSync(box.path("tmp"))).toEqual([]);
  });
});
