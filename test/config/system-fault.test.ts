import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { refusalOfSystem } from "../../charts/config/system-fault";
import { describeReal, onlyIfThere } from "../support/real";

const full = "/dev/full";
const otherDisk = "/dev/shm";
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mk360-system-"));
  writeFileSync(at("file"), "");
  mkdirSync(at("folder"));
  symlinkSync(at("circle"), at("circle"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function said(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return refusalOfSystem(error)?.message ?? `not known as a fault of the system: ${error}`;
  }
  return "nothing failed";
}

/** What a user reads who is not the owner; root may read everything. */
function asSomebody<T>(act: () => T): T {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

describe("what the operating system refuses is said in one line with the way out", () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      "a file where a folder belongs",
      () => readFileSync(at("file/below")),
      /\/file\/below is "a file where a folder belongs \(ENOTDIR, open\)/,
    ],
    ["a folder where a file belongs", () => writeFileSync(at("folder"), ""), /\/folder is "a folder where a file belongs \(EISDIR, open\)/],
    ["what is there already", () => mkdirSync(at("file")), /\/file is "there already, and something else \(EEXIST, mkdir\)/],
    ["what is not there", () => readFileSync(at("none")), /\/none is "not there \(ENOENT, open\)/],
    ["a link in a circle", () => readFileSync(at("circle")), /\/circle is "a link that leads back to itself \(ELOOP, open\)/],
    ["what has no words of ours", () => readFileSync(at("n".repeat(300))), /n is "name too long \(ENAMETOOLONG, open\)/],
  ])("%s", (_name, act, says) => {
    expect(said(act)).toMatch(says);
    expect(said(act)).toMatch(/^[^\n]*\. Allowed: [^\n]+\. Fix: [^\n]+, then run the same command again\.$/);
  });

  test("a file of somebody else", () => {
    const file = at("locked");
    writeFileSync(file, "", { mode: 0o000 });
    chmodSync(folder, 0o755);
    expect(said(() => asSomebody(() => readFileSync(file)))).toMatch(/ is "not yours to use \(EACCES, open\)/);
  });

  test("a place below the current folder is named as the owner names it", () => {
    expect(said(() => readFileSync(join(process.cwd(), "nowhere/to/be/found")))).toMatch(/^nowhere\/to\/be\/found is "not there/);
  });
});

describeReal("a disk that is full, and another disk", { full: onlyIfThere(full), otherDisk: onlyIfThere(otherDisk) }, () => {
  test("a full one names no path", () => {
    expect(said(() => writeFileSync(full, "x"))).toMatch(
      /^the file system is "the disk is full \(ENOSPC, write\)"\. .*Fix: free some space/,
    );
  });

  test("nothing moves from one to the other", () => {
    const elsewhere = mkdtempSync(join(otherDisk, "mk360-"));
    const message = said(() => renameSync(at("folder"), join(elsewhere, "folder")));
    rmSync(elsewhere, { recursive: true });
    expect(message).toMatch(/\/folder is "on another disk than the rest \(EXDEV, rename\)/);
  });
});

test.each([new TypeError("x"), Object.assign(new Error("x"), { code: "ERR_INVALID_URL" }), "x", undefined])(
  "%s is no fault of the system",
  (error) => {
    expect(refusalOfSystem(error)).toBeUndefined();
  },
);
