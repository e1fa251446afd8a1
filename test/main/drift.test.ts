import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Workspace } from "./workspace";

describe("npm run drift", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
    const { status, stderr } = workspace.synth();
    if (status !== 0) throw new Error(stderr);
  });
  afterEach(() => workspace.remove());

  const drift = () => workspace.script("sh tools/drift.sh");

  test("is content with what a synth has just written, committed or not", () => {
    expect(drift()).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("what the sources give") });
  });

  test("is content without a state lock, as in a fresh clone, and makes none", () => {
    workspace.erase("state.lock.yaml");
    expect(drift()).toMatchObject({ status: 0, stderr: "" });
    expect(workspace.has("state.lock.yaml")).toBe(false);
  });

  test("names what is changed, missing and left over, and changes nothing itself", () => {
    workspace.write("dist/10-storage/postgres.yaml", "kind: ConfigMap\n");
    workspace.write("dist/10-storage/stale.yaml", "kind: ConfigMap\n");
    workspace.erase("generated/docs/dns.md");
    const { status, stderr } = drift();
    expect({ status, named: stderr.trimEnd().split("\n").slice(1) }).toEqual({
      status: 1,
      named: ["dist/10-storage/postgres.yaml", "dist/10-storage/stale.yaml (not from there)", "generated/docs/dns.md (missing)"],
    });
    expect(workspace.read("dist/10-storage/postgres.yaml")).toBe("kind: ConfigMap\n");
  });

  test("leaves the report of a run on two machines to that run, and so does the next synth", () => {
    workspace.write("generated/docs/test-run.md", "# a run\n");
    expect(drift()).toMatchObject({ status: 0, stderr: "" });
    workspace.configure([/^phase: .*/m, "phase: 2"]);
    expect(workspace.synth().status).toBe(0);
    expect(workspace.read("generated/docs/test-run.md")).toBe("# a run\n");
  });

  test("names a state lock that is not the synth's", () => {
    workspace.write("state.lock.yaml", workspace.read("state.lock.yaml").replace("released: []", "released: [a/b]"));
    expect(drift()).toMatchObject({ status: 1, stderr: expect.stringMatching(/\nstate\.lock\.yaml$/m) });
  });

  test("says a refusal as the synth says it", () => {
    workspace.configure([/^domain:.*/m, "domain: https://mk360.de"]);
    expect(drift()).toMatchObject({ status: 1, stderr: expect.stringContaining('domain is "https://mk360.de"') });
  });
});
