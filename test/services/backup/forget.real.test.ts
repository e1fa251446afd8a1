import { existsSync } from "node:fs";
import { afterAll, expect, jest, test } from "@jest/globals";
import { Repositories } from "./repositories";
import { describeReal, type Environment, reason, resticImage, Sandbox } from "./restic";

jest.setTimeout(180_000);

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

describeReal("forget.sh with a real restic", resticImage, () => {
  const job = (path: string): Environment => ({
    RESTIC_REPOSITORY: path,
    RESTIC_PASSWORD_FILE: made.near,
    KEEP_WITHIN: "7d",
    LOCK_WAIT: "0",
  });

  test("keeps seven days of every group", async () => {
    const path = made.make([9, 8, 6, 5, 4, 0]);
    made.add(path, [30, 29, 28], "k3s-private");
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
});
