import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { monitorsOf } from "../../charts/model/monitor/monitor-list";
import { claimName, stateOf } from "../../charts/model/storage/state";
import { machineFolder } from "../../charts/output/machines";
import { type Explanation, explain } from "../../cli/explain/explanation";
import { explanationWords } from "../../cli/explain/text";
import { findWorkload, knownWorkloads } from "../../cli/find-workload";
import { Workspace } from "../main/workspace";
import { machineOf, withPi } from "../support/machines";
import { ofKind } from "../support/pods";
import { refusalOf } from "../support/refusals";
import { mvp, shapes, stackOf, whole } from "../support/stack";
import { mk360, tooWide } from "./command";

const { stack, objects } = whole;
const later = stateOf(stack);
const about = (name: string, of = stack, known = later): Explanation => explain(findWorkload(of, name), known);

describe("mk360 explain", () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = new Workspace();
  });
  afterAll(() => workspace.remove());

  test("shows what a service is, what it needs and how to look at it", () => {
    const { status, stdout } = mk360(workspace, "explain", "n8n");
    expect(status).toBe(0);
    for (const says of [
      /^n8n {2}Runs the workflows/,
      /^ {2}runs +yes$/m,
      /^ {2}declared in +charts\/services\/public\/n8n\/n8n.ts$/m,
      /^ {2}file +dist\/20-apps\/n8n.yaml$/m,
      /^ {2}memory +640Mi requested, at most 1536Mi: 445 MB of n8n/m,
      /^ {2}CPU +150m requested, at most 2: a workflow in an endless loop/m,
      /^ {2}https:\/\/workflows.mk360.de +the internet +Workflows/m,
      /^ {2}storage\/postgres +5432\/tcp +keeps its data/m,
      /^ {2}database +n8n +by postgres; secret n8n-database, at most 8 connections$/m,
      /^ {2}n8n-encryption +encrypts the credentials/m,
      /^ {4}lies on +hot, 2Gi, claim n8n-home$/m,
      /^ {2}n8n-backup +daily at /m,
      /^ {4}kept +14 days$/m,
      /^ {2}workflows +https:\/\/workflows.mk360.de\/healthz\/readiness$/m,
      /^ {2}kubectl -n public describe deployment\/n8n$/m,
    ])
      expect(stdout).toMatch(says);
  });

  test("says on which machine a service starts without the server, wherever it has moved", () => {
    const moved = stackOf(withPi({ runs: ["adguard"] }));
    expect(explanationWords(about("adguard", moved, stateOf(moved)))).toContain("starts on pi also while the server is away");
  });

  test("claims such a start of those alone whose pod lies ready on the machine", () => {
    const paths = [...machineFolder(stack, machineOf("nas", stack.config)).keys()];
    const pods = paths.filter((path) => path.startsWith("etc/mk360/cold-start/pods/")).map((path) => basename(path, ".yaml"));
    const claimed = stack.services
      .filter(({ name }) => /starts on nas also while the server is away/.test(explanationWords(about(name))))
      .map(({ name }) => name);
    expect(claimed.sort()).toEqual(pods.sort());
  });

  test("without a name lists everything that can be named", () => {
    const { status, stdout } = mk360(workspace, "explain");
    expect({ status, wide: tooWide(stdout) }).toEqual({ status: 0, wide: [] });
    const named = [...stdout.matchAll(/^ {2}([a-z][a-z0-9-]*) {2}/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(knownWorkloads(stack));
  });

  test("gives the same as data", () => {
    const { status, stdout } = mk360(workspace, "explain", "storage/postgres", "--json");
    const { version, kind, controller, gives } = JSON.parse(stdout) as Explanation;
    expect({ status, version, kind, controller }).toEqual({ status: 0, version: 1, kind: "service", controller: "StatefulSet" });
    expect(gives).toContainEqual({ kind: "database", name: "n8n", other: ["n8n"], credential: "n8n-database", connections: 8 });
  });

  test("says in which phase a service comes", () => {
    const early = new Workspace();
    early.configure([/^phase: 3/m, "phase: 1"]);
    const { status, stdout } = mk360(early, "explain", "monica");
    early.remove();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}runs +no: comes in phase 2; phase is 1; below is how it would be$/m);
  });

  test("refuses an unknown name with the nearest one", () => {
    const { status, stdout, stderr } = mk360(workspace, "explain", "monika");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^mk360 explain: NAME is "monika"\. Allowed: a service or a job\. Fix: did you mean monica\? .*\.\n$/);
  });
});

describe.each(shapes)("every explanation in $name", ({ stack: shown, objects: made }) => {
  test.each(knownWorkloads(stack))("%s: reads well, and names only what is there", (name) => {
    const explanation = about(name, shown, shown === mvp.stack ? later : []);
    const text = explanationWords(explanation);
    expect(tooWide(text)).toEqual([]);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
    expect(explanation.runs).toBe(shown.has(name));
    const paths = new Set(made.map(({ path }) => `dist/${path}`));
    expect(explanation.files.filter((file) => !paths.has(file))).toEqual([]);
  });
});

describe("an explanation", () => {
  test.each(stack.workloads.map(({ name }) => name))("%s: runs as the object that dist has", (name) => {
    const { controller, namespace, files } = about(name);
    const found = objects.filter(({ path, object }) => `dist/${path}` === files[0] && object.kind === controller);
    expect(found.map(({ object }) => object.metadata.namespace)).toEqual([namespace]);
  });

  test("of what comes later names the claims that stay, and looks at nothing else", () => {
    const { whyNot, parked, files, kubectl } = about("adguard", mvp.stack);
    const claims = ofKind(mvp.objects, "PersistentVolumeClaim").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(whyNot).toBe("comes in phase 3; phase is 1");
    expect(files).toEqual(["dist/40-backup/parked-adguard.yaml"]);
    expect(parked).toHaveLength(2);
    expect(claims).toEqual(expect.arrayContaining([...parked]));
    expect(kubectl.map(({ command }) => command)).toEqual(
      parked.map((claim) => `kubectl -n ${claim.split("/")[0]} get pvc ${claim.split("/")[1]}`),
    );
  });

  test("of what was never made has no claim to look at", () => {
    const { parked, files, kubectl } = about("adguard", mvp.stack, []);
    expect({ parked, files, kubectl }).toEqual({ parked: [], files: [], kubectl: [] });
  });

  test.each([
    ["switched off", { off: ["monica"] }, "monica", "switched off"],
    ["left out by a setting", { openai: { ...stack.config.openai, enabled: false } }, "paperless-gpt", "a setting leaves it out"],
    ["a job of what is off", { off: ["monica"] }, "monica-backup", "what it belongs to does not run"],
  ])("says why not: %s", (_, changes, name, whyNot) => {
    expect(about(name, stackOf(changes)).whyNot).toBe(whyNot);
  });

  test("names every volume with its claim and the decision about its backup", () => {
    for (const service of stack.services) {
      const { volumes } = about(service.name);
      expect(volumes.map(({ claim }) => claim)).toEqual(Object.keys(service.keeps).map((volume) => claimName(service, volume)));
      expect(volumes.filter(({ backup }) => !/^(daily|no: )/.test(backup))).toEqual([]);
    }
  });

  test("names every monitor of the stack at exactly one service or job", () => {
    const named = stack.workloads.flatMap(({ name }) => about(name).monitors.map((monitor) => monitor.name));
    expect(named.sort()).toEqual(
      monitorsOf(stack)
        .map(({ name }) => name)
        .sort(),
    );
  });

  test("offers a shell only in images in which a program of ours needs one", () => {
    const shells = (name: string) => about(name).kubectl.filter(({ command }) => command.endsWith(" sh"));
    expect(shells("postgres")).toHaveLength(1);
    expect(shells("victoria-logs")).toHaveLength(0);
  });

  test("forwards TCP alone, to a port that needs no root", () => {
    const forwards = stack.services.flatMap(({ name }) => about(name).kubectl.filter(({ command }) => command.includes("port-forward")));
    const locals = forwards.map(({ command }) => Number(/ (\d+):\d+$/.exec(command)?.[1]));
    expect(locals.length).toBeGreaterThan(20);
    expect(locals.filter((port) => !(port >= 1024))).toEqual([]);
    expect(forwards.filter(({ shows }) => /udp/.test(shows))).toEqual([]);
  });

  test("knows a name with its namespace, and no other namespace", () => {
    expect(about("public/n8n")).toEqual(about("n8n"));
    expect(refusalOf(() => about("private/n8n"))).toContain("did you mean n8n?");
  });
});
