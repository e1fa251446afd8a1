import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Repositories } from "./repositories";
import { describeReal, type Environment, filesBelow, reason, resticImage, Sandbox } from "./restic";

const box = new Sandbox();
const made = new Repositories(box);
afterAll(() => box.end());

describeReal("check.sh with a real restic", resticImage, () => {
  const parts = 3;
  const job = (path: string, week: number): Environment => ({
    RESTIC_REPOSITORY: path,
    RESTIC_PASSWORD_FILE: made.near,
    CHECK_PARTS: String(parts),
    CHECK_WEEK: String(week),
    LOCK_WAIT: "0",
  });

  test("one flipped byte is found in exactly one of the weeks", async () => {
    const path = made.make([1, 0]);
    const weeks = [2900, 2901, 2902];
    for (const week of weeks) expect(await box.run("check.sh", job(path, week))).toMatchObject({ code: 0 });

    const pack = filesBelow(join(path, "data")).sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0] ?? "";
    const bytes = readFileSync(pack);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
    rmSync(pack);
    box.file(pack.slice(box.root.length + 1), bytes);

    const found: number[] = [];
    for (const week of weeks) {
      const done = await box.run("check.sh", job(path, week));
      if (done.code !== 0) {
        expect(reason(done)).toContain(`part ${(week % parts) + 1} of ${parts} of ${path} is damaged`);
        found.push((week % parts) + 1);
      }
    }
    const holder = (Number.parseInt(pack.split("/").at(-1)?.slice(0, 2) ?? "", 16) % parts) + 1;
    expect(found).toEqual([holder]);
  });

  test("an emptied repository is not sound", async () => {
    const done = await box.run("check.sh", job(made.make([]), 1));
    expect(done.code).toBe(1);
    expect(reason(done)).toContain("there is no snapshot");
  });
});
