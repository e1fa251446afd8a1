import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Repositories } from "./repositories";
import { describeReal, filesBelow, outcome, reason, resticImage, Sandbox, signalGroup, until } from "./restic";

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

describeReal("copy.sh with a real restic", resticImage, () => {
  test("makes the destination with the same chunker, copies all, and copies nothing twice", async () => {
    const source = made.make([3, 2, 1]);
    const env = made.copyOf(source);
    const first = await made.copy(env);
    expect(first).toMatchObject({ code: 0 });
    expect(reason(first)).toBe(`copy: ${env.RESTIC_REPOSITORY} holds 3 snapshots`);
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([3, 2, 1]);
    const chunker = (path: string, password: string) => JSON.parse(box.restic(path, password, ["cat", "config"]).stdout).chunker_polynomial;
    expect(chunker(env.RESTIC_REPOSITORY, made.far)).toBe(chunker(source, made.near));

    const data = filesBelow(join(env.RESTIC_REPOSITORY, "data"));
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(filesBelow(join(env.RESTIC_REPOSITORY, "data"))).toEqual(data);

    made.add(source, [0]);
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([3, 2, 1, 0]);
    expect(box.restic(env.RESTIC_REPOSITORY, made.far, ["restore", "latest", "--target", box.path("back")])).toMatchObject({ code: 0 });
    expect(readFileSync(join(box.path("back"), box.path("data/file")))).toEqual(readFileSync(box.path("data/file")));
  });

  test("forgets what is older than KEEP_WITHIN at the destination, and only there", async () => {
    const source = made.make([40, 3, 2, 1, 0]);
    const env = made.copyOf(source);
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([3, 2, 1, 0]);
    expect(made.ages(source, made.near)).toEqual([40, 3, 2, 1, 0]);
  });

  test("copies of what was ended at the source go by their age, and not before it was ended", async () => {
    const source = made.make([2, 1, 0]);
    made.add(source, [40, 20], "k3s-public", "gone");
    const env = made.copyOf(source);
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([40, 20, 2, 1, 0]);
    expect(box.restic(source, made.near, ["forget", "--tag", "gone", "--unsafe-allow-remove-all"])).toMatchObject({ code: 0 });
    expect(await made.copy({ ...env, OWNED_TAGS: "t\ngone" })).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([40, 20, 2, 1, 0]);
    expect(await made.copy({ ...env, OWNED_TAGS: "t" })).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([20, 2, 1, 0]);
  });

  test("copies of what no job has made go by their age, once it is ended at the source", async () => {
    const source = made.make([2, 1, 0]);
    made.add(source, [40, 20], "laptop");
    const env = made.copyOf(source);
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([40, 20, 2, 1, 0]);
    expect(box.restic(source, made.near, ["forget", "--host", "laptop", "--unsafe-allow-remove-all"])).toMatchObject({ code: 0 });
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([20, 2, 1, 0]);
  });

  test("a source without snapshots is refused before the destination is made", async () => {
    const env = made.copyOf(made.make([]));
    const done = await made.copy(env);
    expect(done.code).toBe(1);
    expect(reason(done)).toContain(`there is no snapshot in RESTIC_FROM_REPOSITORY (${env.RESTIC_FROM_REPOSITORY})`);
    expect(existsSync(env.RESTIC_REPOSITORY)).toBe(false);
  });

  test("an emptied source leaves the destination as it is", async () => {
    const source = made.make([40, 30]);
    const env = made.copyOf(source, { KEEP_WITHIN: "1d", KEEP_FLOOR: "1" });
    expect(await made.copy({ ...env, KEEP_WITHIN: "1y" })).toMatchObject({ code: 0 });
    const emptied = made.copyOf(made.make([]), { RESTIC_REPOSITORY: env.RESTIC_REPOSITORY });
    expect(await made.copy(emptied)).toMatchObject({ code: 1 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([40, 30]);
  });

  test.each([
    ["the destination", "RESTIC_PASSWORD_FILE"],
    ["the source", "RESTIC_FROM_PASSWORD_FILE"],
  ])("a wrong password of %s is a failure", async (_side, variable) => {
    const env = made.copyOf(made.make([0]));
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    const before = filesBelow(env.RESTIC_REPOSITORY);
    const done = await made.copy({ ...env, [variable]: box.file("wrong", "wrong\n") });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("wrong password");
    expect(filesBelow(env.RESTIC_REPOSITORY)).toEqual(before);
  });

  test("copies of what has ended go although most of their group would go at once, and the next run is content", async () => {
    const source = made.make([2, 1, 0]);
    made.add(source, [600, 599, 598, 597, 250], "laptop");
    const env = made.copyOf(source);
    expect(await made.copy(env)).toMatchObject({ code: 1 });
    expect(box.restic(source, made.near, ["forget", "--host", "laptop", "--unsafe-allow-remove-all"])).toMatchObject({ code: 0 });
    expect([(await made.copy(env)).code, (await made.copy(env)).code]).toEqual([1, 0]);
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([2, 1, 0]);
  });

  test("most of a group is not swept away for a single new snapshot", async () => {
    const env = made.copyOf(made.make([60, 59, 58, 57, 0]));
    const done = await made.copy(env);
    expect(done.code).toBe(1);
    expect(reason(done)).toContain(
      "would keep only 1 of 5 snapshots of a group, fewer than KEEP_FLOOR=3: look for a snapshot with a wrong date",
    );
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toHaveLength(5);
    expect(await made.copy({ ...env, KEEP_FLOOR: "1" })).toMatchObject({ code: 0 });
    expect(made.ages(env.RESTIC_REPOSITORY, made.far)).toEqual([0]);
  });
});

describeReal("copy.sh killed half way", resticImage, () => {
  test.each(["SIGTERM", "SIGKILL"] as const)("by %s, and the next run goes through", async (signal) => {
    const source = made.make([]);
    for (let index = 0; index < 6; index++) box.file(`bulk/${index}`, randomBytes(16 << 20));
    expect(box.restic(source, made.near, ["backup", "--host", "h", "--tag", "t", box.path("bulk")])).toMatchObject({ code: 0 });
    const env = made.copyOf(source);
    const child = box.script("copy.sh", env);
    const done = outcome(child);
    const data = join(env.RESTIC_REPOSITORY, "data");
    await until(() => existsSync(data) && filesBelow(data).length > 0, 30, 2);
    if (signal === "SIGTERM") child.kill(signal);
    else signalGroup(child, signal);
    expect((await done).code).toBe(signal === "SIGTERM" ? 143 : null);
    expect(box.snapshots(env.RESTIC_REPOSITORY, made.far)).toEqual([]);
    expect(await made.copy(env)).toMatchObject({ code: 0 });
    expect(box.restic(env.RESTIC_REPOSITORY, made.far, ["check", "--read-data"])).toMatchObject({ code: 0 });
  });
});
