import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { parseConfig } from "../../charts/config/load";
import { Stack } from "../../charts/model/stack";
import { backupsPage } from "../../charts/pages/backups/backups-page";
import { rowOf, sectionOf, stack, stackWith, tablesOf } from "./pages";

const text = backupsPage(stack);
const volumes = stack.services.flatMap(({ name, keeps }) =>
  Object.entries(keeps).map(([volume, value]) => [`${name}/${volume}`, value] as const),
);
const databases = ["postgres", "mongodb"].flatMap((provider) =>
  stack
    .grants(provider)
    .filter(({ kind }) => kind.name === "database")
    .map(({ name }) => name),
);

describe("backups.md", () => {
  test("shows what is decided about every volume", () => {
    const said = new Map(
      tablesOf(sectionOf(text, "## Every volume"))
        .flat()
        .map(([name, , decided = ""]) => [name, decided]),
    );
    const unlike = volumes.filter(
      ([name, { backup }]) => !(backup.kind === "none" ? /^no: / : /^daily(;|$)/).test(said.get(`\`${name}\``) ?? ""),
    );
    expect(unlike.map(([name]) => name)).toEqual([]);
  });

  test("names the job that dumps each database", () => {
    expect(databases.length).toBeGreaterThan(5);
    expect(databases.filter((name) => !/-backup \(daily at \d\d:\d\d\)$/.test(rowOf(text, `\`${name}\``)[4] ?? ""))).toEqual([]);
  });

  test("gives a reason for everything that is not backed up", () => {
    const left = volumes.flatMap(([name, { holds, backup }]) => (backup.kind === "none" ? [[`\`${name}\``, holds, backup.reason]] : []));
    expect(tablesOf(sectionOf(text, "## What is not backed up, and why")).flat().slice(2)).toEqual(left);
  });

  test("says when and where each timed job runs", () => {
    const timed = stack.jobs.filter(({ schedule }) => schedule);
    const said = timed.map(({ name }) => rowOf(text, name).slice(2, 5).join(" "));
    expect(said).toEqual(timed.map(({ schedule, machine, namespace }) => `${schedule} ${machine} ${namespace.name}`));
  });

  test.each([
    ["n8n-backup", "30 hours"],
    ["copy-monthly-business", "32 days"],
    ["mbsync", "46 hours"],
  ])("says when the alarm for %s comes", (name, within) => {
    expect(rowOf(text, name).at(-1)).toBe(within);
  });

  test("says why mbsync runs twice, and not where every day has its time", () => {
    const note = "One day of the year goes from 02:00 to 03:00 at once, so mbsync runs every day at 02:00 and at 03:00.";
    expect([text.includes(note), backupsPage(stackWith({ timeZone: "UTC" })).includes("One day of the year")]).toEqual([true, false]);
  });

  test("says so where nobody watches", () => {
    const backup = { ...stack.config.backup, hyperBackup: { watched: false, maxAgeDays: 9 } };
    const unwatched = backupsPage(stackWith({ backup, off: ["uptime-kuma"] }));
    expect(unwatched).toContain("**Nobody watches it:**");
    expect(rowOf(unwatched, "n8n-backup").at(-1)).toBe("nobody watches");
  });

  test("shows a clean-up as config.yaml takes it", () => {
    const [, example = ""] = /`(backup: \{.*\})`/.exec(sectionOf(text, "## When a backup has shrunk")) ?? [];
    const minimal = readFileSync(join(__dirname, "../config/minimal.yaml"), "utf8");
    expect(parseConfig(`${minimal}\n${example}\n`).backup.cleanedUp).toEqual({ "paperless-business": expect.any(String) });
  });

  test("says of each database by which command it is put back", () => {
    const rows = tablesOf(sectionOf(text, "## Every database")).flat().slice(2);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.map((row) => row.at(-1))).toEqual(rows.map(([name = ""]) => `\`mk360 restore ${name.replaceAll("`", "")}\``));
  });

  test("does not count what nobody reads as backed up", () => {
    const without = backupsPage(new Stack({ ...catalogue, jobs: () => [] }, stack.config));
    expect(rowOf(without, "`n8n/home`")[2]).toBe("daily, but NO job does it");
  });

  test("says so when the owner names no place for a copy", () => {
    const { target: _, ...copyWeekly } = stack.config.backup.copyWeekly;
    const without = backupsPage(stackWith({ backup: { ...stack.config.backup, copyWeekly } }));
    expect(without).toContain("the remote NAS, NOT made: config.yaml names no target");
  });
});

describe("who can delete which copy", () => {
  const rows = tablesOf(sectionOf(text, "## Who can delete which copy"));

  test("has a row for every place of the first table, and for what DSM makes of the folder by itself", () => {
    expect(rows.flat().map(([what]) => what)).toEqual(
      expect.arrayContaining(["daily backups", "snapshots of that folder", "weekly copies", "the NAS as a whole", "monthly copies"]),
    );
  });

  test("says what is left when both machines are taken over", () => {
    expect(sectionOf(text, "## Who can delete which copy")).toMatch(
      /Whoever takes over both machines, with every Secret of the cluster, leaves this whole: snapshots of that folder/,
    );
  });

  test("says nothing where nothing is backed up", () => {
    expect(backupsPage(new Stack({ ...catalogue, jobs: () => [] }, stack.config))).not.toContain("## Who can delete");
  });
});
