import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Workspace } from "./workspace";

/** What the owner may do to the configuration, and what the refusal must say. */
const refusals: [name: string, changes: [RegExp, string][], ...says: string[]][] = [
  ["an unknown service switched off", [[/^off:.*/m, "off: [postgre]"]], "off[0]", '"postgre"', "did you mean postgres"],
  ["a service off that another needs", [[/^off:.*/m, "off: [redis-business]"]], "redis-business", "needed by paperless-business"],
  ["a volume larger than the disk", [[/disk: 19Gi/, "disk: 110Gi"]], "disk for volumes and scratch on vps", "the largest are"],
  ["a stack larger than the server", [[/memory: 3000Mi/, "memory: 10Gi"]], "memory requests on vps", "vps.size: cx53"],
  ["a claim that changed its size", [[/$/, "\nvolumes: { postgres/data: 26Gi }\n"]], "storage/postgres-data: size", '"26Gi"', "25Gi"],
  ["an unknown volume", [[/$/, "\nvolumes: { postgres/dat: 26Gi }\n"]], "volumes.postgres/dat", "did you mean postgres/data"],
  ["a host name that two sites would have", [[/$/, "\nhosts: { workflows: status }\n"]], "status.mk360.de", "a host name of its own"],
  ["an unknown key", [[/^phase:/m, "phasse:"]], "phasse", "did you mean phase"],
];

describe("a configuration that is refused", () => {
  let good: Workspace;
  beforeAll(() => {
    good = new Workspace();
    const { status, stderr } = good.synth();
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => good.remove());

  test.each(refusals)("%s: exit 1, one clear message, the last good files stay", (_name, changes, ...says) => {
    const workspace = new Workspace();
    for (const path of ["dist", "generated", "state.lock.yaml"])
      cpSync(join(good.folder, path), join(workspace.folder, path), { recursive: true });
    workspace.configure(...changes);
    const { status, stdout, stderr } = workspace.synth();
    for (const part of [...says, "Allowed:", "Fix:"]) expect(stderr).toContain(part);
    expect({ status, stdout, trace: /^\s+at /m.test(stderr) }).toEqual({ status: 1, stdout: "", trace: false });
    expect(workspace.tree("dist")).toEqual(good.tree("dist"));
    expect(workspace.tree("generated")).toEqual(good.tree("generated"));
    expect(workspace.read("state.lock.yaml")).toBe(good.read("state.lock.yaml"));
    workspace.remove();
  });

  test("is one line and nothing else where npm run synth starts it", () => {
    const { scripts } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { scripts: { synth: string } };
    const workspace = new Workspace();
    workspace.configure([/memory: 3000Mi/, "memory: 100Mi"]);
    const { status, stdout, stderr } = workspace.script(scripts.synth);
    expect({ status, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({ status: 1, stdout: "", lines: 1 });
    expect(stderr).toMatch(/^config\.yaml: machines\.vps\.reserve\.memory is "100Mi"\. Allowed: .+\. Fix: .+\.\n$/);
    workspace.remove();
  });

  test.each([
    ["by its schema", "phase: 3", "phase: 7"],
    ["by the model", "off: []", "off: [postgre]"],
  ])("names the file that MK360_CONFIG names, %s", (_by, from, to) => {
    const workspace = new Workspace();
    const text = workspace.read("config.yaml");
    expect(text).toContain(from);
    workspace.write("own/here.yaml", text.replace(from, to));
    const { status, stderr } = workspace.synth({ MK360_CONFIG: "own/here.yaml" });
    expect([status, stderr.startsWith("own/here.yaml: ")]).toEqual([1, true]);
    workspace.remove();
  });

  test("that MK360_CONFIG names and that is not there is told how to name another", () => {
    const workspace = new Workspace();
    const { status, stderr } = workspace.synth({ MK360_CONFIG: "own/gone.yaml" });
    expect([status, stderr]).toEqual([
      1,
      "own/gone.yaml: there is no such file. Allowed: a configuration file. Fix: correct MK360_CONFIG, or unset it for config.yaml of this folder.\n",
    ]);
    workspace.remove();
  });

  test("leaves dist also when cdk8s synth starts the application", () => {
    const workspace = new Workspace();
    workspace.cdk8s("synth");
    const before = workspace.tree("dist");
    workspace.configure([/^domain:.*/m, "domain: https://mk360.de"]);
    const { status, stderr } = workspace.cdk8s("synth");
    expect(status).toBe(1);
    expect(stderr).toContain('domain is "https://mk360.de"');
    expect(workspace.tree("dist")).toEqual(before);
    workspace.remove();
  });

  test("a state lock that was edited into something else is refused", () => {
    const workspace = new Workspace();
    workspace.write("state.lock.yaml", "state: yes please\n");
    const { status, stderr } = workspace.synth();
    expect({ status, dist: workspace.has("dist") }).toEqual({ status: 1, dist: false });
    expect(stderr).toContain("state.lock.yaml");
    workspace.remove();
  });
});
