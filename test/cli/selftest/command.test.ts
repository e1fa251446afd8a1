import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { write } from "../../../charts/output/publish";
import { listOf } from "../../../cli/selftest/kinds";
import { StrangeServer } from "../cluster/strange-server";
import { hostTexts, texts, World } from "./made";

const program = join(__dirname, "../../../cli/bin.mjs");
const folder = mkdtempSync(join(tmpdir(), "mk360-selftest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function selftest(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH ?? "", HOME: folder, ...env } };
    const child = execFile(process.execPath, [program, "selftest", ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe("mk360 selftest", () => {
  let server: StrangeServer;
  let world = new World();
  let asked: { readonly method: string; readonly path: string }[] = [];

  beforeAll(async () => {
    write(join(folder, "dist"), texts);
    mkdirSync(join(folder, "generated"));
    write(join(folder, "generated/hosts"), hostTexts);
    server = await StrangeServer.open(({ method = "", url = "" }, response) => {
      const path = new URL(url, "http://any").pathname;
      asked.push({ method, path });
      const { nodes, pods, volumes, byKind } = world.live();
      const lists = Object.entries({ ...byKind, PersistentVolume: volumes }).map(([kind, items]) => [listOf[kind], items] as const);
      const items = new Map<string | undefined, unknown>([...lists, ["/api/v1/nodes", nodes], ["/api/v1/pods", pods]]).get(path) ?? [];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ metadata: {}, items }));
    });
  });
  beforeEach(() => {
    world = new World();
    asked = [];
  });
  afterAll(() => server.close());

  // The jobs of the world ended well on one day, so on any later day some are late: what is judged is what it says of itself.
  test("names the cluster in its first line, sends nothing but lists, and reads no secret", async () => {
    const { stdout, stderr } = await selftest(["--kubeconfig", server.kubeconfig]);
    expect(stderr).toBe("");
    expect(stdout.split("\n")[0]).toBe(`${server.address} (context strange)`);
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter(({ path }) => /secret|\/(exec|attach|portforward|proxy|log)/.test(path))).toEqual([]);
  });

  test("gives the same as data, and ends with 2 when a check failed", async () => {
    world.objects.delete("NetworkPolicy storage/default-deny");
    const { code, stdout } = await selftest(["--json", "--kubeconfig", server.kubeconfig]);
    const { version, cluster, checks, unseen } = JSON.parse(stdout);
    expect({ code, version, cluster }).toEqual({ code: 2, version: 1, cluster: { server: server.address, context: "strange" } });
    expect(checks).toContainEqual(
      expect.objectContaining({ outcome: "failed", failed: [{ object: "NetworkPolicy storage/default-deny", found: "is missing" }] }),
    );
    expect(unseen.length).toBeGreaterThan(5);
  });

  test("says of a cluster without anything of ours which one it is, and what to do", async () => {
    for (const there of [world.objects, world.pods]) there.clear();
    world.volumes.length = 0;
    const { code, stdout, stderr } = await selftest(["--kubeconfig", server.kubeconfig]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(
        `^cluster: ${server.address} \\(context strange\\) is "without any of the \\d+ objects of dist.*Fix: choose the right one .*kubectl apply -R -f dist\\.\n$`,
      ),
    );
  });

  test.each([
    [
      "a KUBECONFIG that names nothing",
      [],
      { KUBECONFIG: "/nonexistent/kubeconfig" },
      /^\/nonexistent\/kubeconfig is "not there"\. .* Fix: mend the path/,
    ],
    ["no kubeconfig at all", [], {}, /^~\/\.kube\/config is "not there"\. Allowed: the kubeconfig of the cluster\./],
    [
      "a cluster that does not answer",
      ["--timeout", "1"],
      { away: "yes" },
      /^cluster: http:\/\/127\.0\.0\.1:\d+ \(context strange\) is .* Allowed: an API server that answers\. /,
    ],
    ["a context that is not there", ["--context", "elsewhere"], { here: "yes" }, /: context is "elsewhere"\. Allowed: strange\. /],
  ])("refuses %s with one line", async (_, args, { away, here, ...env }: Record<string, string>, message) => {
    if (away) await server.pause();
    const { code, stdout, stderr } = await selftest([...args, ...(away || here ? ["--kubeconfig", server.kubeconfig] : [])], env);
    if (away) await server.resume();
    expect({ code, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({ code: 1, stdout: "", lines: 1 });
    expect(stderr).toMatch(message);
  });
});

test("refuses a folder without dist before it asks any cluster", async () => {
  const empty = mkdtempSync(join(tmpdir(), "mk360-selftest-"));
  const done = await new Promise<string>((resolve) => {
    execFile(process.execPath, [program, "selftest"], { cwd: empty }, (_, __, stderr) => resolve(stderr));
  });
  rmSync(empty, { recursive: true });
  expect(done).toMatch(/^dist is "without a manifest"\. /);
});
