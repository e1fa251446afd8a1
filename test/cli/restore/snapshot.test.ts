import { describe, expect, test } from "@jest/globals";
import { chosen, foundIn, refuseWithoutRoom } from "../../../cli/restore/snapshot";

/** As restic 0.19.1 lists them, between other lines of the pod. */
const listed = (time: string, id: string, tag: string, bytes = 2 ** 30) => ({
  time,
  paths: ["/backup/home"],
  hostname: "mk360",
  tags: [tag],
  summary: { total_files_processed: 12, total_bytes_processed: bytes },
  id: id.repeat(64),
  short_id: id.repeat(8),
});
const printed = [
  "snapshots: the API server can be reached",
  `snapshots ${JSON.stringify([
    listed("2026-11-30T03:04:00.1Z", "b", "n8n"),
    listed("2026-11-29T04:04:00+01:00", "a", "n8n"),
    listed("2026-12-01T10:00:00Z", "c", "n8n.before-restore"),
  ])}`,
  "room /backup/home 1048576 2048",
].join("\n");
const found = foundIn(printed);

describe("what the pod says", () => {
  test("is read whatever stands around it, the oldest first", () => {
    expect(found.snapshots.map(({ id, at, beforeRestore }) => [id[0], at.toISOString(), beforeRestore])).toEqual([
      ["a", "2026-11-29T03:04:00.000Z", false],
      ["b", "2026-11-30T03:04:00.100Z", false],
      ["c", "2026-12-01T10:00:00.000Z", true],
    ]);
    expect([...found.room].map(([path, { free, used }]) => [path, `${free}`, `${used}`])).toEqual([["/backup/home", "1Gi", "2Mi"]]);
  });

  test.each(["snapshots null", "snapshots []", ""])('"%s" is none', (text) => {
    expect(() => chosen(foundIn(text), {}, "n8n")).toThrow(/n8n is "no backup".*mk360 status/);
  });
});

describe("the backup that is taken", () => {
  test.each([
    ["the newest daily one", {}, "b"],
    ["the newest of that time", { at: new Date("2026-11-30T03:00:00Z") }, "a"],
    ["that of this very moment", { at: new Date("2026-11-30T03:04:00.100Z") }, "b"],
    ["what the last restore has replaced", { undo: true }, "c"],
  ])("is %s", (_what, wish, id) => {
    expect(chosen(found, wish, "n8n").id[0]).toBe(id);
  });

  test("is none that is dated ahead, as somebody else could write it", () => {
    const ahead = new Date("2026-11-30T02:00:00Z");
    expect(chosen(found, {}, "n8n", ahead).id[0]).toBe("a");
    expect(chosen(found, {}, "n8n", new Date("2026-11-30T02:10:00Z")).id[0]).toBe("b");
  });

  test.each([
    ["bytes", 2 ** 29 - 1],
    ["bytes of no more than half", 100],
  ])("is not the newest where that has shrunk: %s", (_what, bytes) => {
    const both = [listed("2026-11-29T03:04:00Z", "a", "n8n"), listed("2026-11-30T03:04:00Z", "b", "n8n", bytes)];
    const shrunken = foundIn(`snapshots ${JSON.stringify(both)}`);
    expect(() => chosen(shrunken, {}, "n8n")).toThrow(/the newest backup is "bbbbbbbb .*against aaaaaaaa .*--at/);
    expect(chosen(shrunken, { at: new Date("2026-11-30T04:00:00Z") }, "n8n").id[0]).toBe("b");
  });

  test("is none before the first, which is named", () => {
    expect(() => chosen(found, { at: new Date("2026-11-28T00:00:00Z") }, "n8n")).toThrow(/Allowed: a time from 2026-11-29T03:04/);
  });

  test("finds room in the place of all that its volumes hold together", () => {
    const two = foundIn(`${printed}\nroom /backup/large 1048576 2097152`);
    const size = foundIn(`snapshots ${JSON.stringify([listed("2026-11-30T03:04:00Z", "d", "n8n", 3 * 2 ** 30)])}`).snapshots[0]?.size;
    expect(() => refuseWithoutRoom(two, { ...chosen(two, {}, "n8n"), size } as never, "n8n")).not.toThrow();
  });

  test("must find room where it goes, what lies there now counted", () => {
    const [small, large] = [2 ** 30, 2 ** 30 + 3 * 2 ** 20].map((bytes) => ({
      ...chosen(found, {}, "n8n"),
      size: foundIn(`snapshots ${JSON.stringify([listed("2026-11-30T03:04:00Z", "d", "n8n", bytes)])}`).snapshots[0]?.size,
    }));
    expect(() => refuseWithoutRoom(found, small as never, "n8n")).not.toThrow();
    expect(() => refuseWithoutRoom(found, large as never, "n8n")).toThrow(/n8n, \/backup\/home is "1 GiB free and 2 MiB in use"/);
  });
});
