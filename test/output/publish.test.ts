import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Overtaken, publish, putBack, workspace } from "../../charts/output/publish";

const here = process.cwd();
const root = mkdtempSync(join(tmpdir(), "mk360-publish-"));

beforeEach(() => process.chdir(mkdtempSync(join(root, "project-"))));
afterEach(() => process.chdir(here));
afterAll(() => rmSync(root, { recursive: true }));

const tree = (files: Record<string, string>) => new Map(Object.entries(files));
/** A number that no process has. */
const gone = 2 ** 22 + 1;

describe("a folder that is replaced", () => {
  test("holds what is new, without what is stale, and leaves nothing beside it", () => {
    publish("kept", tree({ "a/b": "1", c: "2" }));
    publish("kept", tree({ "a/b": "3" }));
    expect(readdirSync("kept", { recursive: true }).sort()).toEqual(["a", "a/b"]);
    expect(readFileSync("kept/a/b", "utf8")).toBe("3");
    expect(readdirSync(workspace)).toEqual([]);
  });

  test("takes along what is not ours, byte for byte and with its mode", () => {
    publish("kept", tree({ ours: "1" }));
    const bytes = Buffer.from([0, 255, 254, 128, 10]);
    mkdirSync("kept/deep");
    writeFileSync("kept/deep/binary", bytes);
    chmodSync("kept/deep/binary", 0o600);
    publish("kept", tree({ ours: "2" }), { along: ["deep/binary"] });
    expect(readFileSync("kept/deep/binary")).toEqual(bytes);
    expect(statSync("kept/deep/binary").mode & 0o777).toBe(0o600);
    expect(readFileSync("kept/ours", "utf8")).toBe("2");
  });

  test.each([
    ["changed", () => writeFileSync("kept/a", "by somebody else")],
    ["got another file", () => writeFileSync("kept/b", "by somebody else")],
    ["lost a file", () => rmSync("kept/a")],
    ["was removed", () => rmSync("kept", { recursive: true })],
  ])("is left as it is when somebody else has %s meanwhile", (_what, change) => {
    publish("kept", tree({ a: "1" }));
    change();
    const before = existsSync("kept") ? readdirSync("kept").map((name) => [name, readFileSync(join("kept", name), "utf8")]) : undefined;
    expect(() => publish("kept", tree({ a: "2" }), { instead: tree({ a: "1" }) })).toThrow(Overtaken);
    expect(existsSync("kept") ? readdirSync("kept").map((name) => [name, readFileSync(join("kept", name), "utf8")]) : undefined).toEqual(
      before,
    );
    expect(readdirSync(workspace)).toEqual([]);
  });

  test("is not made where somebody else has made it meanwhile", () => {
    publish("kept", tree({ a: "theirs" }));
    expect(() => publish("kept", tree({ a: "ours" }), { instead: tree({}) })).toThrow(Overtaken);
    expect(readFileSync("kept/a", "utf8")).toBe("theirs");
  });
});

describe("a publication that was killed between its renames", () => {
  test("is undone: the folder is back", () => {
    publish("kept", tree({ a: "1" }));
    renameSync("kept", join(workspace, `kept.previous-${gone}`));
    expect(putBack("kept")).toBe(true);
    expect(readFileSync("kept/a", "utf8")).toBe("1");
    expect(readdirSync(workspace)).toEqual([]);
  });

  test("leaves nothing that could come back later, where the new folder is in place", () => {
    publish("kept", tree({ a: "new" }));
    mkdirSync(join(workspace, `kept.previous-${gone}`));
    expect(putBack("kept")).toBe(false);
    expect(readdirSync(workspace)).toEqual([]);
    expect(readFileSync("kept/a", "utf8")).toBe("new");
  });

  test("is not undone under a process that is at it", () => {
    publish("kept", tree({ a: "1" }));
    renameSync("kept", join(workspace, `kept.previous-${process.pid}`));
    expect(putBack("kept")).toBe(false);
    expect(readdirSync(workspace)).toEqual([`kept.previous-${process.pid}`]);
  });
});
