import { describe, expect, test } from "@jest/globals";
import type { FurtherMachine } from "../../../charts/config/machines";
import { refuseWhatDoesNotFit } from "../../../charts/model/capacity/fit";
import { fits } from "../../../charts/model/capacity/shortage";
import { gibi, mebi } from "../../../charts/values/size";
import { withPi } from "../../support/machines";
import { refusalOf } from "../../support/refusals";
import { stackOf } from "../../support/stack";

const pi = (memory: number, runs: string[], disks: FurtherMachine["disks"] = {}, memoryOvercommit = 3) =>
  withPi({ memory: mebi(memory), memoryOvercommit, runs, disks });
const fixesOf = (machines: ReturnType<typeof pi>) =>
  refusalOf(() => refuseWhatDoesNotFit(stackOf(machines)))
    .split("\n")
    .map((line) => line.slice(line.indexOf("Fix: ") + "Fix: ".length));
const usb = { usb: { path: "/mnt/usb", size: gibi(100), holds: ["postgres/data"] } };

describe("a machine that the owner added and that is too small", () => {
  test.each([
    ["one service, those that keep nothing first", pi(1500, ["adguard", "unifi", "dozzle"]), "take "],
    ["a volume that lies on its further disk goes with its service", pi(2600, ["adguard", "postgres"], usb), "take postgres out of"],
    ["several services where one is not enough", pi(1700, ["adguard", "unifi", "monica", "dozzle"]), "take "],
  ])("is told to let some stay: %s", (_, machines, fix) => {
    for (const said of fixesOf(machines)) {
      expect(said.startsWith(fix)).toBe(true);
      expect(said).toMatch(/, or give the machine pi more and raise machines\.pi\.memory|memoryOvercommit/);
      const [, names = "", held] = /^take (.*?) out of machines\.pi\.runs(, and their volumes out of holds of its disks)?/.exec(said) ?? [];
      const { pi: before } = machines.machines.further as { pi: FurtherMachine };
      const followed = pi(
        before.memory.mebibytes,
        before.runs.filter((name) => !names.split(", ").includes(name)),
        held ? {} : before.disks,
      );
      expect(fits(stackOf(followed))).toBe(true);
    }
  });

  test("is told that data has to move too, where a service keeps some", () => {
    expect(fixesOf(pi(2600, ["adguard", "postgres"], usb))[0]).toContain("(the data of postgres then has to move by hand");
  });

  test.each([[940], [1100]])("costs nobody else a phase: with %i Mi for its own agents it has to be larger", (memory) => {
    for (const said of fixesOf(pi(memory, []))) expect(said).toMatch(/^give the machine pi more and raise machines\.pi\.memory\.$/);
  });
});

describe("limits that go too far", () => {
  test("are not answered with an overcommit that would not be enough", () => {
    expect(fixesOf(pi(1400, ["adguard", "postgres"])).join(" ")).not.toContain("memoryOvercommit");
  });

  test("are answered with it where it is", () => {
    const said = fixesOf(pi(2200, ["adguard", "unifi"], {}, 1)).join(" ");
    expect(said).toContain("raise machines.pi.memoryOvercommit, at most to 3");
  });
});
