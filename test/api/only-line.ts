import { expect } from "@jest/globals";
import type { Run } from "./cluster";

/** What a refused command says: one line that names a place, what is allowed, and the way out. */
export function onlyLine({ code, stdout, stderr }: Run): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([expect.stringMatching(/^\S.*\. Allowed: .+\. Fix: .+\.$/)]);
  return stderr;
}
