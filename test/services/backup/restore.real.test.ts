import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { backupBed } from "./backup-bed";
import { contents, describeReal, filesBelow, outcome, reason, resticImage, resticVersion, signalGroup, until } from "./restic";

const image = { ...resticImage, "restic 0.17 or newer, as in the image": resticVersion() >= 17 ? "yes" : undefined };

describeReal("restore.sh with a real restic", image, () => {
  const { box, password, prepared, volume } = backupBed();

  /** What a service had when its backup was made. */
  const stored = async (extra: Record<string, string> = {}) => {
    const kept = volume();
    const env = prepared([kept], extra);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    const [snapshot] = box.snapshots(env.RESTIC_REPOSITORY, password);
    return { kept, env: { ...env, RESTORE_SNAPSHOT: snapshot?.id ?? "", RESTORE_VOLUMES: kept }, before: contents(kept) };
  };

  test("gives back what was deleted, changed, renamed and cut off, byte for byte, and takes away what came since", async () => {
    const { kept, env, before } = await stored();
    const [first = "", second = "", third = "", fourth = ""] = filesBelow(kept);
    const { mtime } = statSync(second);
    rmSync(first);
    writeFileSync(second, randomBytes(2000));
    // As long as it was and as old: only its content tells.
    utimesSync(second, mtime, mtime);
    truncateSync(third, 100);
    renameSync(fourth, join(kept, "renamed"));
    box.file(`${kept.slice(box.root.length + 1)}/new/folder/file`, "since");
    const done = await box.run("restore.sh", env);
    expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });
    expect(contents(kept)).toEqual(before);
    expect(readdirSync(kept)).toEqual(["folder"]);
  });

  test("fills a volume that is empty, with the rights that its files had", async () => {
    const { kept, env, before } = await stored();
    const file = filesBelow(kept)[0] ?? "";
    chmodSync(file, 0o640);
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    const last = box.snapshots(env.RESTIC_REPOSITORY, password).at(-1);
    rmSync(join(kept, "folder"), { recursive: true });
    expect(await box.run("restore.sh", { ...env, RESTORE_SNAPSHOT: last?.id ?? "" })).toMatchObject({ code: 0 });
    expect(contents(kept)).toEqual(before);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test("leaves alone what no backup takes", async () => {
    const { kept, env } = await stored();
    const excluded = { ...env, BACKUP_EXCLUDES: `${kept}/cache\n${kept}/database.sqlite3\n${kept}/database.sqlite3-wal` };
    for (const name of ["cache/icon", "database.sqlite3", "database.sqlite3-wal", "folder/cache"])
      box.file(`${kept.slice(box.root.length + 1)}/${name}`, name);
    expect(await box.run("restore.sh", excluded)).toMatchObject({ code: 0 });
    expect(readdirSync(kept).sort()).toEqual(["cache", "database.sqlite3", "database.sqlite3-wal", "folder"]);
    expect(existsSync(join(kept, "folder/cache"))).toBe(false);
  });

  test("empties what the service makes again, and follows no link out of it", async () => {
    const { kept, env } = await stored();
    const inKept = kept.slice(box.root.length + 1);
    const outside = box.file("outside/file", "stays");
    for (const name of ["index/segment", "index/deep/.settings"]) box.file(`${inKept}/${name}`, "of what is gone");
    symlinkSync(box.path("outside"), join(kept, "index/link"));
    symlinkSync(box.path("outside"), join(kept, "log"));
    const remade = { ...env, BACKUP_EXCLUDES: `${kept}/index\n${kept}/log`, RESTORE_REMADE: `${kept}/index\n${kept}/log\n${kept}/none` };
    expect(await box.run("restore.sh", remade)).toMatchObject({ code: 0 });
    expect(readdirSync(join(kept, "index"), { recursive: true })).toEqual(["deep"]);
    expect(readFileSync(outside, "utf8")).toBe("stays");
  });

  test("puts the dump of a database in the place of the file, and what that had not taken in goes", async () => {
    const [kept, dumps] = [volume(), box.folder("dumps of a database")];
    writeFileSync(join(dumps, "db.sqlite3"), "as dumped");
    const env = prepared([dumps, kept], { BACKUP_DUMPS: dumps, BACKUP_EXCLUDES: `${kept}/db.sqlite3` });
    expect(await box.run("backup.sh", env)).toMatchObject({ code: 0 });
    const [snapshot] = box.snapshots(env.RESTIC_REPOSITORY, password);
    for (const end of ["", "-wal", "-shm", "-journal"]) writeFileSync(join(kept, `db.sqlite3${end}`), "of today");
    rmSync(join(dumps, "db.sqlite3"));
    const restore = {
      ...env,
      RESTORE_SNAPSHOT: snapshot?.id ?? "",
      RESTORE_DUMPS: dumps,
      RESTORE_VOLUMES: kept,
      RESTORE_SQLITE: `${dumps}/db.sqlite3\n${kept}/db.sqlite3`,
    };
    const done = await box.run("restore.sh", restore);
    expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });
    expect(readFileSync(join(kept, "db.sqlite3"), "utf8")).toBe("as dumped");
    expect(readdirSync(kept).sort()).toEqual(["db.sqlite3", "folder"]);
  });

  test("ended half way, it goes on where it was when it runs again", async () => {
    const { kept, env, before } = await stored();
    rmSync(join(kept, "folder"), { recursive: true });
    const child = box.script("restore.sh", env);
    const ended = outcome(child);
    await until(() => filesBelow(kept).length > 0, 60, 1);
    signalGroup(child, "SIGKILL");
    await ended;
    expect(await box.run("restore.sh", env)).toMatchObject({ code: 0 });
    expect(contents(kept)).toEqual(before);
  });

  test.each([
    ["a wrong password", () => ({ RESTIC_PASSWORD_FILE: box.file("wrong", "x\n") }), /cannot be opened \(restic code 12\)/],
    ["no repository", () => ({ RESTIC_REPOSITORY: box.path("nowhere") }), /there is no repository at .*nowhere/],
    ["a snapshot that is not there", () => ({ RESTORE_SNAPSHOT: "0".repeat(64) }), /snapshot 0+ cannot be read/],
    ["what is no snapshot", () => ({ RESTORE_SNAPSHOT: "latest" }), /RESTORE_SNAPSHOT: latest is no id of a snapshot/],
    ["dumps that the snapshot has not", () => ({ RESTORE_DUMPS: box.folder("none") }), /has no .*none, so nothing is changed/],
  ])("%s: nothing is touched", async (_what, change, why) => {
    const { kept, env } = await stored();
    box.file(`${kept.slice(box.root.length + 1)}/new`, "since");
    const now = contents(kept);
    const done = await box.run("restore.sh", { ...env, ...(change() as Record<string, string>) });
    expect(done.code).toBe(1);
    expect(reason(done)).toMatch(why);
    expect(contents(kept)).toEqual(now);
  });

  test("what is damaged in the repository is said, not passed off as restored", async () => {
    const { kept, env } = await stored();
    rmSync(join(kept, "folder"), { recursive: true });
    const pack = filesBelow(join(env.RESTIC_REPOSITORY, "data")).find((file) => statSync(file).size > 5000) ?? "";
    const bytes = readFileSync(pack);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
    chmodSync(pack, 0o600);
    writeFileSync(pack, bytes);
    const done = await box.run("restore.sh", env);
    expect(done.code).toBe(1);
    expect(reason(done)).toMatch(/cannot be restored from snapshot/);
  });

  test("a volume that held nothing at that time stays as it is", async () => {
    const { env } = await stored();
    const other = volume(2);
    const now = contents(other);
    const done = await box.run("restore.sh", { ...env, RESTORE_VOLUMES: other });
    expect(reason(done)).toContain("held nothing when the snapshot was made");
    expect(contents(other)).toEqual(now);
  });

  test("what it may choose from is listed, with the room that there is", async () => {
    const { kept, env } = await stored();
    const way = ["backup", "--host", "k3s-public", "--tag", "paperless.before-restore", kept];
    expect(box.restic(env.RESTIC_REPOSITORY, password, way)).toMatchObject({ code: 0 });
    expect(box.restic(env.RESTIC_REPOSITORY, password, ["backup", "--host", "k3s-public", "--tag", "another", kept])).toMatchObject({
      code: 0,
    });
    const { code, stdout } = await box.run("snapshots.sh", env);
    const [list = "", room = ""] = stdout.split("\n");
    expect(code).toBe(0);
    expect((JSON.parse(list.replace("snapshots ", "")) as { tags: string[] }[]).map(({ tags }) => tags)).toEqual([
      ["paperless"],
      ["paperless.before-restore"],
    ]);
    expect(room).toMatch(new RegExp(`^room ${kept} \\d{4,} \\d+$`));
  });
});
