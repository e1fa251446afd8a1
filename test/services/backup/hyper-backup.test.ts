import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { hyperBackupAge } from "../../../charts/services/backup/hyper-backup";
import { configWith, shippedConfig } from "../../support/stack";
import { type Environment, outcome, reason, Sandbox } from "./restic";

const box = new Sandbox();
const marker = box.path("share/hyper-backup.last-good");
const hour = 3600;
const day = 24 * hour;
const now = () => Math.floor(Date.now() / 1000);

afterAll(() => box.end());
beforeEach(() => {
  box.file("share/hyper-backup.last-good", "");
});

describe("hyper-backup-age.sh", () => {
  const look = (text: string, env: Environment = {}) => {
    box.file("share/hyper-backup.last-good", text);
    return box.run("hyper-backup-age.sh", { MARKER_FILE: marker, MAX_AGE_DAYS: "9", ...env });
  };

  test.each([
    ["now", 0, "0 hours"],
    ["three days ago", 3 * day, "72 hours"],
    ["a minute before it is too old", 9 * day - 60, "215 hours"],
    ["a few minutes ahead, as clocks are", -5 * 60, "0 hours"],
  ])("is content with an end %s", async (_, ago, words) => {
    const done = await look(`${now() - ago}\n`);
    expect([done.code, reason(done)]).toEqual([0, `hyper-backup-age: the last good Hyper Backup ended ${words} ago`]);
  });

  test.each([
    ["a minute too old", () => `${now() - 9 * day - 60}`, "ended 9 days ago, and 9 are allowed: look at its task in DSM"],
    ["weeks old", () => `${now() - 40 * day}`, "ended 40 days ago, and 9 are allowed"],
    ["in the future", () => `${now() + 2 * hour}`, "names a time to come"],
    ["a date in words", () => "2026/11/22 14:10", 'begins with "2026/11/22 14:10", which is no time in seconds since 1970'],
    ["nothing", () => "", 'begins with "", which is no time in seconds since 1970'],
    ["in milliseconds", () => `${Date.now()}`, "which is no time in seconds since 1970"],
    ["a calculation", () => "a[$(id)]+9", "which is no time in seconds since 1970"],
  ])("fails with one line when the marker is %s", async (_, text, why) => {
    const done = await look(text());
    expect(done.code).toBe(1);
    expect(done.stderr.trim().split("\n")).toHaveLength(1);
    expect(done.stderr).toContain(why);
  });

  test("fails when there is no marker, and names it", async () => {
    const done = await look("", { MARKER_FILE: box.path("nowhere") });
    expect([done.code, reason(done)]).toEqual([
      1,
      `hyper-backup-age: there is no ${box.path("nowhere")}: the task of DSM that writes it is not set up, or never saw a good end`,
    ]);
  });

  test.each(["", "0", "a week", "-3"])("refuses MAX_AGE_DAYS=%j", async (days) => {
    const done = await look(`${now()}`, { MAX_AGE_DAYS: days });
    expect([done.code, reason(done)]).toEqual([1, expect.stringContaining("MAX_AGE_DAYS")]);
  });
});

describe("docs/hyper-backup-marker.sh, before a synowebapi that answers as a DSM was seen to", () => {
  const program = join(__dirname, "../../../docs/hyper-backup-marker.sh");
  const calls = box.path("calls");
  const asked = (answer: string, code = 0) => {
    box.file("answer", answer);
    const api = box.file("synowebapi", `#!/bin/sh\nprintf '%s\\n' "$@" >'${calls}'\ncat '${box.path("answer")}'\nexit ${code}\n`);
    chmodSync(api, 0o755);
    return outcome(box.start("sh", [program], { SYNOWEBAPI: api, MARKER: marker, TASK: "3", TZ: "Europe/Berlin" }));
  };
  const status = (fields: object) =>
    JSON.stringify({ data: { task_id: 3, state: "backupable", status: "none", ...fields }, success: true }, undefined, 3).replaceAll(
      '": ',
      '" : ',
    );
  const written = () => readFileSync(marker, "utf8");

  test.each([
    ["2026/11/22 14:10:37", 1795353037],
    ["2026/11/22 14:10", 1795353000],
    // Summer time.
    ["2026/07/05 14:10:37", 1783253437],
  ])("leaves %s in seconds", async (time, seconds) => {
    const done = await asked(status({ last_bkp_result: "done", last_bkp_success_time: time, last_bkp_time: "2026/11/22 13:00:02" }));
    expect([done.code, written()]).toEqual([0, `${seconds}\n`]);
    expect(existsSync(`${marker}.new`)).toBe(false);
  });

  test("asks about its own task, and for nothing but its status", async () => {
    await asked(status({ last_bkp_success_time: "2026/11/22 14:10" }));
    expect(readFileSync(calls, "utf8").trim().split("\n")).toEqual([
      "--exec",
      "api=SYNO.Backup.Task",
      "version=1",
      "method=status",
      "task_id=3",
      "blOnline=false",
      'additional=["last_bkp_time","last_bkp_result"]',
    ]);
  });

  test("takes the last good end, whatever came after it", async () => {
    await asked(status({ last_bkp_result: "failed", last_bkp_end_time: "2026/11/23 01:00", last_bkp_success_time: "2026/11/15 14:10" }));
    expect(written()).toBe("1794748200\n");
  });

  test("reads an answer on one line, and with slashes escaped", async () => {
    await asked('{"data":{"last_bkp_success_time":"2026\\/11\\/22 14:10","task_id":3},"success":true}');
    expect(written()).toBe("1795353000\n");
  });

  test.each([
    ["a task that never ended well", status({ last_bkp_success_time: "" }), 0],
    ["an error", '{"error":{"code":4400},"success":false}', 0],
    ["nothing at all", "", 1],
    ["a time in another shape", status({ last_bkp_success_time: "gestern" }), 0],
    ["a month that is none", status({ last_bkp_success_time: "2026/13/45 14:10" }), 0],
  ])("fails and leaves the old time after %s", async (_, answer, code) => {
    box.file("share/hyper-backup.last-good", "1794748200\n");
    const done = await asked(answer, code);
    expect([done.code, written()]).toEqual([1, "1794748200\n"]);
    expect(done.stderr).not.toBe("");
  });

  test("leaves what the cluster's job reads", async () => {
    const time = new Date(Date.now() - 2 * day * 1000).toLocaleString("sv-SE", { timeZone: "Europe/Berlin" }).replaceAll("-", "/");
    await asked(status({ last_bkp_success_time: time }));
    expect(await box.run("hyper-backup-age.sh", { MARKER_FILE: marker, MAX_AGE_DAYS: "3" })).toMatchObject({ code: 0 });
    expect(await box.run("hyper-backup-age.sh", { MARKER_FILE: marker, MAX_AGE_DAYS: "1" })).toMatchObject({ code: 1 });
  });

  test("writes where the job reads, as config.yaml is shipped", () => {
    const [job] = hyperBackupAge(shippedConfig);
    const file = `${job?.main.env.MARKER_FILE}`.replace("/repositories", shippedConfig.machines.nas.paths.backups);
    expect(readFileSync(program, "utf8")).toContain(`marker=\${MARKER:-${file}}`);
  });
});

test("nobody looks where the owner says that nobody shall", () => {
  const backup = { ...shippedConfig.backup, hyperBackup: { watched: false, maxAgeDays: 9 } };
  expect(hyperBackupAge(configWith({ backup }))).toEqual([]);
});
