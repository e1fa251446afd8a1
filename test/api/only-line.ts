import { expect } from "@jest/globals";
import type { Run } from "./cluster";

/** The line that comes before anything is written to a cluster. */
export const namesTheCluster = /^Writing to https:\/\/\S+ \(context \S+\)\.\n/;

/** What a refused command says: one line that names a place, what is allowed, and the way out. */
export function onlyLine({ code, stdout, stderr }: Run): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.replace(namesTheCluster, "").trimEnd().split("\n")).toEqual([expect.stringMatching(/^\S.*\. Allowed: .+\. Fix: .+\.$/)]);
  return stderr;
}
