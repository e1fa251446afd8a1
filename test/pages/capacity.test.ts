import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { budgetsOf } from "../../charts/model/capacity/budget";
import { endpoint } from "../../charts/model/network/endpoint";
import { Stack } from "../../charts/model/stack";
import { calls } from "../../charts/model/use";
import { bar } from "../../charts/pages/capacity/bar";
import { capacityPage } from "../../charts/pages/capacity/capacity-page";
import { capacityTable } from "../../charts/pages/capacity/table";
import { tcp } from "../../charts/values/port";
import { gibi } from "../../charts/values/size";
import { withMachine } from "../support/machines";
import { sectionOf, stack, stackWith, tablesOf } from "./pages";

const outlookOf = (of: Stack) =>
  tablesOf(sectionOf(capacityPage(of), "## Other phases and servers"))
    .flat()
    .slice(2);

describe("the table for the terminal", () => {
  const lines = capacityTable(stack).split("\n");

  test("is at most 100 characters wide", () => {
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test("has one line for each service, with its machine", () => {
    const linesOf = (name: string, machine: string) => lines.filter((line) => new RegExp(`^${name} +${machine} `).test(line));
    expect(stack.services.filter(({ name, machine }) => linesOf(name, machine).length !== 1).map(({ name }) => name)).toEqual([]);
  });

  test.each(budgetsOf(stack).map((budget) => [budget.machine.name, budget] as const))(
    "shows %s's totals against what it has",
    (machine, budget) => {
      const { total, capacity } = budget;
      const numbers = (name: string) => lines.find((line) => line.startsWith(name) && line.includes(` ${machine} `))?.split(/ {2,}/);
      expect([numbers("= total")?.[3], numbers("= allocatable")?.[3]]).toEqual([
        `${total.memory.mebibytes}`,
        `${capacity.memory.mebibytes}`,
      ]);
    },
  );

  test("says how far the limits go beyond the memory", () => {
    expect(lines.filter((line) => /memory limits: \d\.\d\d times .* 1\.60 is allowed/.test(line))).toHaveLength(2);
  });
});

describe("the page", () => {
  test("says how far volumes go beyond their file system", () => {
    const page = capacityPage(stack);
    expect(sectionOf(page, "## vps")).toMatch(/Volumes alone add up to 1\.3\d times their file system of 92\.0 GiB/);
    expect(sectionOf(page, "## nas")).toMatch(/Volumes alone add up to 0\.\d\d times their file system of 33\.6 GiB/);
  });

  test("says what each service's request rests on", () => {
    const page = capacityPage(stack);
    const rests = (machine: string) =>
      new Map(
        tablesOf(sectionOf(page, `## ${machine}`))
          .flat()
          .map((row) => [row[0], row.at(-1)]),
      );
    const unlike = stack.services.filter(({ name, machine, main }) => rests(machine).get(name) !== main.memory.basis);
    expect(unlike.map(({ name }) => name)).toEqual([]);
  });

  test("judges each phase on both servers", () => {
    expect(outlookOf(stack).map(([size, phase, machine]) => `${size} ${phase?.[0]} ${machine}`)).toHaveLength(12);
  });

  test("marks what runs now", () => {
    expect(outlookOf(stackWith({ phase: 2 })).filter(([, phase]) => phase?.includes("now"))).toEqual([
      expect.arrayContaining(["cx43", "2 (now)", "vps"]),
      expect.arrayContaining(["cx43", "2 (now)", "nas"]),
    ]);
  });

  test("says no for a server that is too small, and yes for the larger one", () => {
    const { vps } = stack.config.machines;
    const rows = outlookOf(stackWith(withMachine("vps", { reserve: { ...vps.reserve, memory: gibi(10) } })));
    expect(rows.filter(([, phase]) => phase === "1").map(([size, , , fits]) => `${size} ${fits}`)).toEqual([
      "cx43 no",
      "cx43 no",
      "cx53 yes",
      "cx53 yes",
    ]);
  });

  test("says which phases a configuration refuses", () => {
    const late = catalogue.services
      .find(({ phase }) => phase === 3)
      ?.with("late", {
        sites: [],
        uses: [calls(endpoint("uptime-kuma", "ops", tcp(3001), "http"), "needs it")],
      });
    const off = new Stack(
      { ...catalogue, services: [...catalogue.services, ...(late ? [late] : [])] },
      { ...stack.config, phase: 1, off: ["uptime-kuma"] },
    );
    expect(
      outlookOf(off)
        .filter(([, phase]) => phase === "3")
        .map(([, , , fits]) => fits),
    ).toEqual(["refused: a service that is needed is off", "refused: a service that is needed is off"]);
  });
});

describe("a bar", () => {
  test("is full up to the request and light up to the limit", () => {
    expect(bar(10, 20, 40)).toBe("█".repeat(10) + "░".repeat(10) + "·".repeat(20));
  });

  test("keeps its length and shows an arrow when there is too much", () => {
    expect(bar(90, 90, 40)).toBe(`${"█".repeat(39)}▶`);
  });
});
