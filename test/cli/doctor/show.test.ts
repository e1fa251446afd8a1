import { afterEach, describe, expect, test } from "@jest/globals";
import type { Finding } from "../../../cli/doctor/finding";
import { showFindings } from "../../../cli/doctor/show";

const found = "lies on no storage class, so what waits for it starts when somebody makes one, and not before that";
const fix = "apply what synth has written, foundation first, then look again with this very command until nothing is named";
const findings: readonly Finding[] = [
  { name: "claim paperless-private-documents", verdict: "wrong", found, fix },
  { name: "policies at work", verdict: "unknown", found, fix: "kubectl -n kube-system describe deployment network-policy-controller" },
  { name: "nodes", verdict: "ok", found: "two", fix: undefined },
];

const columns = Object.getOwnPropertyDescriptor(process.stdout, "columns");
afterEach(() => {
  if (columns) Object.defineProperty(process.stdout, "columns", columns);
  else Reflect.deleteProperty(process.stdout, "columns");
});

function shownOn(width: number | undefined): string[] {
  Object.defineProperty(process.stdout, "columns", { value: width, configurable: true });
  return showFindings(findings).split("\n");
}

describe("what doctor shows", () => {
  test.each([60, 80])("keeps to a terminal of %i columns, but for a command to be copied, and leaves no word out", (width) => {
    const lines = shownOn(width);
    expect(lines.filter((line) => line.length > width && !line.includes("kubectl"))).toEqual([]);
    const words = lines.join(" ").split(/\s+/).join(" ");
    expect(words.split(found)).toHaveLength(3);
    expect(findings.filter((one) => !words.includes(one.name) || !words.includes(one.fix ?? ""))).toEqual([]);
  });

  test("has in a pipe a line for each finding and one for each fix, for grep", () => {
    const [first, second, ...rest] = shownOn(undefined);
    expect(first).toBe(`WRONG   claim paperless-private-documents  ${found}`);
    expect(second).toBe(`         fix: ${fix}`);
    expect(rest.slice(0, 3).map((line) => line.trim().split(/ +/)[0])).toEqual(["unseen", "see:", "ok"]);
  });
});
