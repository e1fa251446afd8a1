import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { Workspace } from "./workspace";

const root = join(__dirname, "../..");

describe("a synth", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => workspace.remove());

  test("writes dist, generated and the state lock into an empty clone", () => {
    const { status, stderr } = workspace.synth();
    expect({ status, stderr }).toMatchObject({ status: 0 });
    for (const path of ["dist/10-storage/postgres.yaml", "generated/docs/network.json", "generated/flux/source.yaml", "state.lock.yaml"]) {
      expect(workspace.has(path)).toBe(true);
    }
  });

  test("prints the budget and names the example values", () => {
    const { stderr } = workspace.synth();
    expect(stderr).toContain("paperless-business");
    expect(stderr).toMatch(/example values: .*vps\.publicAddress/);
  });

  test("touches nothing when nothing changed", () => {
    workspace.synth();
    const before = statSync(join(workspace.folder, "dist/10-storage/postgres.yaml")).mtimeMs;
    workspace.synth();
    expect(statSync(join(workspace.folder, "dist/10-storage/postgres.yaml")).mtimeMs).toBe(before);
  });

  test("removes what is stale", () => {
    workspace.synth();
    workspace.write("dist/20-apps/stale.yaml", "kind: ConfigMap\n");
    workspace.synth();
    expect(workspace.has("dist/20-apps/stale.yaml")).toBe(false);
  });

  test("gives the same bytes in another folder", () => {
    const other = new Workspace();
    workspace.synth();
    other.synth();
    expect(other.tree("dist")).toEqual(workspace.tree("dist"));
    other.remove();
  });

  test("writes dist through the command line too", () => {
    const { status, stderr } = workspace.cdk8s("synth");
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(workspace.tree("dist")).toEqual(workspace.tree(".cdk8s/synth"));
  });

  test("ends with the example values when npm runs it", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { synth: string } };
    const { status, output } = workspace.script(`{ ${scripts.synth}; } 2>&1`);
    expect(status).toBe(0);
    expect(output.join("").trimEnd().split("\n").at(-1)).toMatch(/^config\.yaml still has example values: /);
  });

  test.each(["cs_CZ.UTF-8", "et_EE.UTF-8", "lt_LT.UTF-8", "C"])(
    "writes the same bytes where the machine speaks %s, which sorts letters in its own way",
    (LC_ALL) => {
      const all = () => ({ dist: workspace.tree("dist"), generated: workspace.tree("generated"), lock: workspace.read("state.lock.yaml") });
      workspace.synth({ LC_ALL: "en_US.UTF-8" });
      const english = all();
      workspace.erase("state.lock.yaml");
      workspace.synth({ LC_ALL });
      expect(all()).toEqual(english);
    },
  );

  test("writes only manifests when the command line is given another folder", () => {
    workspace.cdk8s("synth", "-o", "elsewhere");
    expect(workspace.has("elsewhere/10-storage/postgres.yaml")).toBe(true);
    expect(workspace.has("dist")).toBe(false);
  });

  test("can print all manifests", () => {
    const { stdout } = workspace.cdk8s("synth", "--stdout");
    expect(stdout).toContain("name: postgres-provisioning-");
  });

  test("is pointed at the folder that the application knows", () => {
    const { output } = load(workspace.read("cdk8s.yaml")) as { output: string };
    expect(workspace.synth({ CDK8S_OUTDIR: output }).status).toBe(0);
    expect(workspace.has("dist")).toBe(true);
  });
});

test("the committed schema of the configuration is the one that the first line of config.yaml names", () => {
  const workspace = new Workspace();
  const [, path = ""] = /\$schema=(\S+)/.exec(workspace.read("config.yaml").split("\n")[0] ?? "") ?? [];
  workspace.remove();
  expect(statSync(join(root, path)).isFile()).toBe(true);
});
