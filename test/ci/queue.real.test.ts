import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeReal, onPath, Sandbox } from "../support/real";

const queue = join(__dirname, "queue.sh");

/** Suites that were at work together, as "a b", of what they noted. */
function together(seen: readonly string[]): string[] {
  const atWork = new Set<string>();
  const pairs = new Set<string>();
  for (const line of seen) {
    const [name = ""] = line.slice(1).split(" ");
    if (line.startsWith("-")) {
      atWork.delete(name);
      continue;
    }
    for (const other of atWork) pairs.add([name, other].sort().join(" "));
    atWork.add(name);
    if (atWork.size > 2) pairs.add(`three: ${[...atWork].sort().join(" ")}`);
  }
  return [...pairs].sort();
}

/** Which began and which ended. */
const names = (seen: readonly string[]) => seen.map((line) => line.split(" ")[0]);

describeReal("the order in which .ci/run has its suites", { bash: onPath("bash") }, () => {
  let box: Sandbox;
  let runs = 0;
  beforeAll(() => {
    box = new Sandbox();
  });
  afterAll(() => box.end());

  /** Has suites, name=seconds, under rules of the queue; what they noted, and the rows that were told of. */
  function run(...suitesAndRules: string[]): { seen: string[]; rows: string[]; shown: string[] } {
    runs += 1;
    const { stdout } = box.run("bash", [queue, ...suitesAndRules], { logs: box.folder(`logs-${runs}`), PATH: process.env.PATH ?? "" });
    const said = stdout.split("\n");
    return { seen: said.filter((line) => /^[+-]/.test(line)), rows: said.filter((line) => line.startsWith("row ")), shown: said };
  }

  test("two are at work at a time, and each is told of in the order of the list", () => {
    const { seen, rows } = run("a=4", "b=1", "c=0.2");
    expect(together(seen)).toEqual(["a b", "a c"]);
    expect(rows).toEqual(["row a passed", "row b passed", "row c passed"]);
  });

  test("one that fails says so and stops nobody", () => {
    expect(run("broken=0.1", "after=0.1").rows).toEqual(["row broken FAILED", "row after passed"]);
  });

  test("one that is killed has failed", () => {
    expect(run("killed=0.1", "after=0.1").rows).toEqual(["row killed FAILED", "row after passed"]);
  });

  test("the result is what a suite ended with, also where the shell has forgotten it", () => {
    expect(run("--forgetful", "long=3", "early=0.1", "broken=0.1").rows).toEqual([
      "row long passed",
      "row early passed",
      "row broken FAILED",
    ]);
  });

  test("what a suite prints is shown to its last line", () => {
    const lines = run("a=0.1", "b=0.1").shown;
    expect(lines.filter((line) => line.startsWith("printed by"))).toEqual(["printed by a", "printed by b"]);
  });

  test("what is alone waits for all before it, and all after it wait for it", () => {
    const { seen } = run("a=1.5", "single=0.2", "b=0.2", "--alone", "single");
    expect(together(seen)).toEqual([]);
    expect(names(seen)).toEqual(["+a", "-a", "+single", "-single", "+b", "-b"]);
  });

  test("what needs another begins when that has ended, and what comes after it goes first meanwhile", () => {
    const { seen, rows } = run("first=4", "second=0.2", "third=0.2", "--needs", "second", "first");
    expect(together(seen)).toEqual(["first third"]);
    // Which of the two that begin together says so first is nobody's choice.
    expect(names(seen.slice(2))).toEqual(["-third", "-first", "+second", "-second"]);
    expect(rows).toEqual(["row first passed", "row second passed", "row third passed"]);
  });

  test("what needs another that waits itself begins after both", () => {
    const { seen } = run("first=2", "second=0.2", "third=0.2", "other=0.2", "--needs", "second", "first", "--needs", "third", "second");
    expect(names(seen.slice(2))).toEqual(["-other", "-first", "+second", "-second", "+third", "-third"]);
  });

  test("what is alone passes nothing that waits for what it needs", () => {
    const { seen } = run("first=2", "second=0.2", "single=0.2", "--needs", "second", "first", "--alone", "single");
    expect(names(seen)).toEqual(["+first", "-first", "+second", "-second", "+single", "-single"]);
  });

  test("what mostly waits takes nobody's place, and waits for what is alone as all do", () => {
    const { seen } = run("idle=3", "a=1.5", "b=1.5", "single=0.2", "c=0.2", "--waits", "idle", "--alone", "single");
    expect(together(seen)).toEqual(["a b", "a idle", "b idle", "three: a b idle"]);
    expect(names(seen.slice(-4))).toEqual(["+single", "-single", "+c", "-c"]);
  });

  test("what mostly waits begins though two others are at work", () => {
    expect(together(run("a=1.5", "b=1.5", "idle=0.2", "--waits", "idle").seen)).toContain("three: a b idle");
  });

  test("what may run beside one that is alone begins with it or while that waits, and leaves the processor to it", () => {
    const { seen } = run("before=1.5", "single=3", "patient=5", "after=0.2", "--alone", "single", "--beside", "patient", "single");
    expect(together(seen).filter((pair) => pair !== "after patient")).toEqual(["before patient", "patient single"]);
    const began = seen.filter((line) => line.startsWith("+"));
    expect([began.slice(0, 2).sort(), began.slice(2)]).toEqual([
      ["+before 0", "+patient 19"],
      ["+single 0", "+after 0"],
    ]);
  });

  test("it passes no other that is alone", () => {
    const { seen } = run(
      "before=1",
      "install=0.2",
      "single=5",
      "patient=5",
      "--alone",
      "install",
      "--alone",
      "single",
      "--beside",
      "patient",
      "single",
    );
    expect(together(seen)).toEqual(["patient single"]);
  });
});
