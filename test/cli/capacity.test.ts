import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type CapacityDocument, capacityDocument } from "../../charts/facts/capacity";
import { Workspace } from "../main/workspace";
import { stackOf } from "../support/stack";
import { mk360, mk360In, tooWide, widthOf } from "./command";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const wordsOf = (line: string) => line.trim().split(/ +/).join(" ");

describe("mk360 capacity", () => {
  test("shows the table, what would fit, and that it fits", () => {
    const { status, stdout, stderr } = mk360(workspace, "capacity");
    expect({ status, stderr, wide: tooWide(stdout) }).toEqual({ status: 0, stderr: "", wide: [] });
    expect(stdout).toMatch(/^Phase 3 on cx43\n/);
    expect(stdout).toMatch(/^postgres +vps +1 /m);
    expect(stdout).toMatch(/^cx43 +3 +yes .*shown above$/m);
    expect(stdout).toMatch(/\nIt fits\.\n$/);
  });

  test("asks for another phase and server without touching the configuration", () => {
    const before = workspace.read("config.yaml");
    const { status, stdout } = mk360(workspace, "capacity", "--phase", "1", "--vps", "cx53");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Phase 1 on cx53, as asked; config.yaml stays as it is\n/);
    expect(stdout).not.toMatch(/^mongodb /m);
    expect(stdout).toMatch(/^cx53 +1 +yes .*shown above$/m);
    expect(workspace.read("config.yaml")).toBe(before);
  });

  test("keeps to a terminal of 60 columns, and leaves no figure out", () => {
    const { stdout } = mk360In({ NODE_OPTIONS: widthOf(60) }, workspace, "capacity");
    const narrow = stdout.split("\n").map(wordsOf);
    const whole = mk360(workspace, "capacity")
      .stdout.split("\n")
      .filter((line) => /^[^ ].* (vps|nas) .*\d$/.test(line));
    expect(stdout.split("\n").filter((line) => line.length > 60)).toEqual([]);
    expect(whole.length).toBeGreaterThan(30);
    expect(whole.filter((line) => !narrow.includes(wordsOf(line.replace(/ (vps|nas) /, " "))))).toEqual([]);
    expect(stdout).toMatch(/^vps, memory in MiB, disk in GiB\nservice +phase +CPU +request +limit +disk$/m);
    expect(stdout.match(/^= allocatable /gm)).toHaveLength(2);
  });

  test("keeps to a terminal of 80 columns, with a table a machine", () => {
    const { stdout } = mk360In({ NODE_OPTIONS: widthOf(80) }, workspace, "capacity");
    expect(tooWide(stdout, 80)).toEqual([]);
    expect(stdout.match(/^server +phase +fits +(vps|nas) memory/gm)).toHaveLength(2);
    expect(stdout.match(/^cx43 +3 +yes .*shown above$/gm)).toHaveLength(2);
  });

  test.each([
    ["--phase", "4", "Allowed choices are 1, 2, 3."],
    ["--vps", "cx51", "Allowed choices are cx43, cx53."],
  ])("refuses %s %s", (option, value, says) => {
    const { status, stdout, stderr } = mk360(workspace, "capacity", option, value);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(says);
  });
});

describe("mk360 capacity where it does not fit", () => {
  let tight: Workspace;
  beforeAll(() => {
    tight = new Workspace();
    tight.configure(["memory: 3000Mi", "memory: 6440Mi"]);
  });
  afterAll(() => tight.remove());

  test("still shows the table, says why and what would fit, and exits with 2", () => {
    const { status, stdout, stderr } = mk360(tight, "capacity");
    expect(status).toBe(2);
    expect(stdout).toMatch(/^= total +vps /m);
    expect(stdout).toMatch(/^cx43 +3 +no .*shown above$/m);
    expect(stdout).toMatch(/\nIt does not fit\.\n$/);
    expect(stderr).toContain("config.yaml: memory requests on vps is");
    expect(stderr).toContain("Fix: set phase: 2");
  });

  test("fits what it names as fitting", () => {
    expect(mk360(tight, "capacity", "--phase", "2").status).toBe(0);
    expect(mk360(tight, "capacity", "--vps", "cx53").status).toBe(0);
  });

  test("says the same as data", () => {
    const { status, stdout } = mk360(tight, "capacity", "--json");
    const { fits, faults, outlook } = JSON.parse(stdout) as CapacityDocument;
    expect({ status, fits, places: faults.map(({ where }) => where) }).toEqual({
      status: 2,
      fits: false,
      places: ["memory requests on vps", "memory limits on vps"],
    });
    expect(outlook).toContainEqual({ vpsSize: "cx43", phase: 1, fits: true });
    expect(outlook).toContainEqual({ vpsSize: "cx43", phase: 3, fits: false });
  });

  test("is refused with 1 where a service that is needed is off", () => {
    const off = new Workspace();
    off.configure([/^phase: 3/m, "phase: 1"], [/^off:.*/m, "off: [redis-private]"]);
    const { status, stderr } = mk360(off, "capacity", "--phase", "2");
    off.remove();
    expect(status).toBe(1);
    expect(stderr).toContain("needed by paperless-private");
  });
});

describe("the data of the capacity", () => {
  const { machines } = capacityDocument(stackOf());

  test.each(machines.map((machine) => [machine.machine, machine] as const))("adds up on %s", (_, { rows, asked }) => {
    const sum = (field: "cpuRequestMillicores" | "memoryRequestBytes" | "memoryLimitBytes" | "diskBytes") =>
      rows.reduce((total, row) => total + row[field], 0);
    expect({
      cpuRequestMillicores: sum("cpuRequestMillicores"),
      memoryRequestBytes: sum("memoryRequestBytes"),
      memoryLimitBytes: sum("memoryLimitBytes"),
      diskBytes: sum("diskBytes"),
      pods: asked.pods,
    }).toEqual(asked);
  });

  test("allows of the server what it has, less its reserves, times the overcommit", () => {
    const mebi = 1024 ** 2;
    expect(machines[0]?.allowed).toEqual({
      cpuRequestMillicores: 7250,
      memoryRequestBytes: 12600 * mebi,
      memoryLimitBytes: 20160 * mebi,
      diskBytes: 161 * 1024 * mebi,
      pods: 110,
    });
  });
});
