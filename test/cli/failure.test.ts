import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Done, describeReal, onlyIfThere } from "../support/real";
import { Operator } from "./operator";

/** What happens where config.yaml is looked for, in place of faults that nobody can make at will. */
const faults = {
  bug: "null.size",
  "bug outside of every promise": "process.nextTick(() => null.size)",
  "full disk": 'fs.writeFileSync("/dev/full", "x")',
};

let operator: Operator;
beforeEach(() => {
  operator = new Operator();
});
afterEach(() => operator.remove());

function failing(fault: keyof typeof faults, ...args: string[]): Done {
  return after(
    `fs.statSync = (...asked) => { if (asked[0] === "config.yaml") { ${faults[fault]} } return real.statSync(...asked); };`,
    args,
  );
}

/** Runs the command after the file system of its process has been changed. */
function after(change: string, args: readonly string[]): Done {
  operator.write("fault.cjs", `const fs = require("node:fs"); const real = { ...fs }; ${change}`);
  return operator.mk360(args, { NODE_OPTIONS: `--require=${join(operator.folder, "fault.cjs")}` });
}

describe("a bug is called one, in one sentence, with a short trace and no line of the program", () => {
  test.each(["bug", "bug outside of every promise"] as const)("%s", (fault) => {
    const { code, stderr } = failing(fault, "explain", "n8n");
    expect(code).toBe(1);
    const [sentence, what, ...places] = stderr.trimEnd().split("\n");
    expect(sentence).toBe("This is a bug of mk360, no mistake of yours. Nothing was written.");
    expect(what).toBe(`TypeError: "Cannot read properties of null (reading 'size')"`);
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThanOrEqual(8);
    expect(places.filter((line) => !/^ {4}at .{3,300}$/.test(line))).toEqual([]);
  });

  test("of a command that writes it says where to look", () => {
    expect(failing("bug", "secrets", "init").stderr).toMatch(/^This is a bug of mk360, no mistake of yours. Look at git status before/);
  });
});

describe("a fault of the operating system is one line without a trace", () => {
  test("a file where the secrets belong", () => {
    operator.write("secrets", "");
    expect(operator.refused("secrets", "list")).toMatch(/^secrets\/cluster is "a file where a folder belongs.*/);
  });

  test("a folder where the state lock belongs", () => {
    mkdirSync(join(operator.folder, "state.lock.yaml"));
    expect(operator.refused("explain", "n8n")).toMatch(/^state\.lock\.yaml is "no file"\. Allowed: .*/);
  });

  test("a file where dist belongs, for the synth as well", () => {
    operator.write("dist", "");
    const { status, stderr } = operator.synth();
    expect({ status, lines: stderr.trimEnd().split("\n").length }).toEqual({ status: 1, lines: 1 });
    expect(stderr).toContain('dist is "a file where a folder belongs');
  });
});

describeReal("a full disk", { full: onlyIfThere("/dev/full") }, () => {
  test("is one line without a trace", () => {
    const { code, stderr } = failing("full disk", "explain", "n8n");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the file system is "the disk is full \(ENOSPC, write\)"\. Allowed: .*\. Fix: .*\.\n$/);
  });

  test("does not stop a command for which there is no room to keep its bundle", () => {
    const { code, stderr } = after(
      `const isKept = (file) => String(file).includes(".cache/mk360");
       fs.existsSync = (file) => !isKept(file) && real.existsSync(file);
       fs.writeFileSync = (file, ...rest) => real.writeFileSync(isKept(file) ? "/dev/full" : file, ...rest);`,
      ["network", "n8n", "postgres"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
