import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { emptyRepository } from "./repositories";
import {
  contents,
  describeReal,
  type Environment,
  filesBelow,
  nobody,
  outcome,
  reason,
  resticImage,
  resticProgram,
  resticVersion,
  Sandbox,
  signalGroup,
  until,
} from "./restic";

describeReal("backup.sh with a real restic", resticImage, () => {
  const box = new Sandbox();
  const password = box.file("password", "correct horse\n");
  let count = 0;

  function job(sources: string[], extra: Environment = {}): Environment & { RESTIC_REPOSITORY: string } {
    count += 1;
    return {
      RESTIC_REPOSITORY: box.path(`repository-${count}`),
      RESTIC_PASSWORD_FILE: password,
      BACKUP_HOST: "k3s-public",
      BACKUP_TAG: "paperless",
      BACKUP_SOURCES: `${sources.join("\n")}\n`,
      LOCK_WAIT: "0",
      ...extra,
    };
  }

  /** The same with a repository that is there. */
  function prepared(sources: string[], extra: Environment = {}): ReturnType<typeof job> {
    const env = job(sources, extra);
    emptyRepository(box, env.RESTIC_REPOSITORY, password);
    return env;
  }

  function volume(files = 6): string {
    count += 1;
    const name = `volume ${count}`;
    for (let index = 0; index < files; index++) box.file(`${name}/folder/${index} ä "size":9 .bin`, randomBytes(2000));
    return box.path(name);
  }

  /** Snapshots of so many days ago, made by restic alone. */
  function stored(env: ReturnType<typeof job>, source: string, ...daysAgo: readonly number[]): void {
    for (const days of daysAgo) {
      const time = `${dayBefore(days)} 00:00:01`;
      const backup = ["backup", "--host", "k3s-public", "--tag", "paperless", "--time", time, source];
      expect(box.restic(env.RESTIC_REPOSITORY, password, backup)).toMatchObject({ code: 0 });
    }
  }

  const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const today = () => dayBefore(0);
  const wayOut = () => `if you removed it yourself, write backup.cleanedUp.paperless: ${today()} into config.yaml`;

  afterAll(() => box.end());

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
    ["holds nothing", () => box.folder(`unused ${++count}`)],
    ["holds only empty files", () => join(box.file(`unused ${++count}/file`, ""), "..")],
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
    const env = prepared([box.folder(`unused ${++count}`)]);
    const done = await box.run("backup.sh", env);
    expect([done.code, reason(done)]).toEqual([0, "backup: nothing is stored, because there is nothing yet"]);
    expect(box.snapshots(env.RESTIC_REPOSITORY, password)).toEqual([]);
  });

  test("an empty dump is a failure on the first day too", async () => {
    const dumps = box.folder(`dumps ${++count}`);
    const env = job([dumps, volume()], { BACKUP_DUMPS: dumps });
    const done = await box.run("backup.sh", env);
    expect([done.code, reason(done)]).toEqual([1, `backup: BACKUP_DUMPS: ${dumps} holds no file with content`]);
    expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
  });

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

  test("an exclude that takes more than the file or folder it names is no backup, and one that takes just that is", async () => {
    const [files, cache] = [volume(2), volume(2)];
    const env = prepared([files, cache]);
    const done = await box.run("backup.sh", { ...env, BACKUP_EXCLUDES: `${cache}/*` });
    expect([done.code, reason(done)]).toEqual([1, expect.stringContaining(`BACKUP_EXCLUDES: nothing of ${cache} is in the snapshot`)]);
    for (const just of ["folder", "folder/"]) {
      expect(await box.run("backup.sh", { ...env, BACKUP_EXCLUDES: `${cache}/${just}` })).toMatchObject({ code: 0 });
    }
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

  describeReal("locks and interruptions", resticImage, () => {
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
});
