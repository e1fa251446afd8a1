import { existsSync } from "node:fs";
import { afterAll, describe, expect, test } from "@jest/globals";
import { Repositories } from "./repositories";
import { describeReal, type Environment, reason, resticImage, Sandbox } from "./restic";

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

describeReal("forget.sh with a real restic", resticImage, () => {
  const job = (path: string): Environment => ({
    RESTIC_REPOSITORY: path,
    RESTIC_PASSWORD_FILE: made.near,
    KEEP_WITHIN: "7d",
    OWNED_TAGS: "n8n\nt",
    FORGET_JOB: "forget-business",
    BACKUP_HOST: "k3s-public",
    LOCK_WAIT: "0",
  });

  test("keeps seven days of every group", async () => {
    const path = made.make([9, 8, 6, 5, 4, 0]);
    made.add(path, [30, 29, 28], "k3s-public", "n8n");
    const done = await box.run("forget.sh", job(path));
    expect(done).toMatchObject({ code: 0 });
    expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 4, 5, 6, 28, 29, 30]);
    expect(box.restic(path, made.near, ["check"])).toMatchObject({ code: 0 });
  });

  test("refuses when there is no snapshot", async () => {
    const path = made.make([]);
    const done = await box.run("forget.sh", job(path));
    expect(done.code).toBe(1);
    expect(reason(done)).toBe(`forget: there is no snapshot in ${path}, so nothing is forgotten`);
  });

  test("never makes a repository, whatever INIT says", async () => {
    const done = await box.run("forget.sh", { ...job(box.path("nowhere")), INIT: "yes" });
    expect(done.code).toBe(1);
    expect(existsSync(box.path("nowhere"))).toBe(false);
  });

  test("one group in good order does not cover for another that would be emptied", async () => {
    const path = made.make([3, 2, 1, 0]);
    made.add(path, [60, 59, 0], "k3s-private");
    const done = await box.run("forget.sh", job(path));
    expect(reason(done)).toContain("would keep only 1 of 3 snapshots");
    expect(made.ages(path, made.near)).toHaveLength(7);
  });

  test("what stood there before restores goes by its age, the last one too, and holds nothing back", async () => {
    const path = made.make([3, 2, 1, 0]);
    made.add(path, [30, 29, 28, 9], "k3s-public", "n8n.before-restore");
    made.add(path, [12, 11, 10, 2], "k3s-public", "t.before-restore");
    const done = await box.run("forget.sh", job(path));
    expect({ code: done.code, said: done.stderr }).toEqual({
      code: 0,
      said: "forget: 7 backups of what stood there before a restore were too old\n",
    });
    expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 1, 2, 2, 3]);
    expect(await box.run("forget.sh", job(path))).toMatchObject({ code: 0, stderr: "" });
  });

  test("a tag that only ends like that of a restore is nobody's", async () => {
    const path = made.make([3, 2, 1, 0]);
    made.add(path, [20], "k3s-public", "n8n before-restore");
    expect(reason(await box.run("forget.sh", job(path)))).toMatch(/backups that no job has made do not expire/);
  });

  describe("backups that nothing running owns", () => {
    const tags = (path: string) => [...new Set(box.snapshots(path, made.near).flatMap(({ tags }) => tags ?? []))].sort();

    test("are named with the command that ends them, and the job fails until they are ended", async () => {
      const path = made.make([9, 3, 1, 0]);
      made.add(path, [260, 258], "k3s-public", "paperless");
      const done = await box.run("forget.sh", job(path));
      expect(done.code).toBe(1);
      expect(reason(done)).toBe("forget: backups of 1 retired or renamed services do not expire: end them, as the lines above say");
      const last = new Date(Date.now() - 258 * 86_400_000).toISOString().slice(0, 10);
      expect(done.stderr).toContain(`forget: nothing that runs owns the backups of paperless: 2, the last of ${last}.`);
      // The rest of the work was done.
      expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 1, 3, 258, 260]);

      const command = /by: (kubectl .*)$/m.exec(done.stderr)?.[1] ?? "";
      expect(command).toMatch(/^kubectl -n ops create job end-paperless --from=cronjob\/forget-business /);
      const [, variable = "", value = ""] = / (END_TAG)=(\S+) /.exec(command) ?? [];
      expect(await box.run("forget.sh", { ...job(path), [variable]: value })).toMatchObject({ code: 0 });
      expect(tags(path)).toEqual(["t"]);
      expect(box.restic(path, made.near, ["check"])).toMatchObject({ code: 0 });
      expect(await box.run("forget.sh", job(path))).toMatchObject({ code: 0 });
    });

    test("are named and no failure, where the owner has only switched the service off", async () => {
      const path = made.make([0]);
      made.add(path, [20], "k3s-public", "monica");
      const done = await box.run("forget.sh", { ...job(path), PARKED_TAGS: "monica" });
      expect(done.code).toBe(0);
      expect(done.stderr).toContain("nothing that runs owns the backups of monica: 1,");
      expect(tags(path)).toEqual(["monica", "t"]);
    });

    test.each([
      ["another computer", "laptop", ["t"]],
      ["a tag of its own beside the service's", "k3s-public", ["t", "before-upgrade"]],
      ["no tag", "k3s-public", [""]],
    ] as const)("with %s are named with the command that ends them as soon as they are too old", async (_, host, tags) => {
      const path = made.make([9, 3, 1, 0]);
      made.add(path, [5], "laptop", "n8n");
      expect(await box.run("forget.sh", job(path))).toMatchObject({ code: 0 });
      made.add(path, [250, 249], host, ...tags);
      const done = await box.run("forget.sh", job(path));
      expect([done.code, reason(done)]).toEqual([
        1,
        "forget: backups that no job has made do not expire: end them, as the line above says",
      ]);
      const command = /by: (kubectl .*)$/m.exec(done.stderr)?.[1] ?? "";
      const [, ids = ""] = / 'END_SNAPSHOTS=([0-9a-f ]+)' /.exec(command) ?? [];
      const [ours = ""] = box.snapshots(path, made.near).flatMap(({ id, time }) => (Date.now() - Date.parse(time) < 1e7 ? [id] : []));
      expect(await box.run("forget.sh", { ...job(path), END_SNAPSHOTS: ours.slice(0, 16) })).toMatchObject({ code: 1 });
      expect(await box.run("forget.sh", { ...job(path), END_SNAPSHOTS: ids })).toMatchObject({ code: 0 });
      expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 1, 3, 5]);
      expect(await box.run("forget.sh", job(path))).toMatchObject({ code: 0 });
    });

    test("are named and can be ended although most of their group would go at once", async () => {
      const path = made.make([3, 1, 0]);
      made.add(path, [600, 599, 598, 597, 250], "laptop");
      const done = await box.run("forget.sh", job(path));
      expect([done.code, reason(done)]).toEqual([1, expect.stringContaining("would keep only 1 of 5 snapshots")]);
      const [, ids = ""] = / 'END_SNAPSHOTS=([0-9a-f ]+)' /.exec(done.stderr) ?? [];
      expect(await box.run("forget.sh", { ...job(path), END_SNAPSHOTS: ids })).toMatchObject({ code: 0 });
      expect(await box.run("forget.sh", job(path))).toMatchObject({ code: 0 });
    });

    test("are not complained of while restic itself still lets them expire, counted from the newest of their group", async () => {
      const path = made.make([0]);
      made.add(path, [12, 9, 5], "laptop");
      expect(await box.run("forget.sh", { ...job(path), KEEP_WITHIN: "10d" })).toMatchObject({ code: 0 });
      expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 5, 9, 12]);
    });

    test("and carry the tag of one that runs beside it do not end with the other", async () => {
      const path = made.make([0]);
      made.add(path, [20], "k3s-public", "old");
      made.add(path, [3], "k3s-public", "old", "t");
      expect(await box.run("forget.sh", { ...job(path), END_TAG: "old" })).toMatchObject({ code: 0 });
      expect(made.ages(path, made.near).sort((a, b) => a - b)).toEqual([0, 3]);
    });

    test.each([
      ["t", "END_TAG: t runs, and its backups end only with it; there is nothing to end but old"],
      ["olt", "END_TAG: there is no backup of olt in"],
    ])("END_TAG=%s ends nothing", async (END_TAG, why) => {
      const path = made.make([0]);
      made.add(path, [20], "k3s-public", "old");
      const done = await box.run("forget.sh", { ...job(path), END_TAG });
      expect([done.code, tags(path)]).toEqual([1, ["old", "t"]]);
      expect(reason(done)).toContain(why);
    });
  });
});
