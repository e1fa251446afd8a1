import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { NetworkDocument } from "../../charts/facts/network";
import { sortedEdges } from "../../charts/facts/sorted-edges";
import { edgesOf, nameOf, outsides } from "../../charts/model/network/edge";
import { answer, answerAmong, type NetworkAnswer } from "../../cli/network/answer";
import { endOf, outsideNames } from "../../cli/network/ends";
import { Workspace } from "../main/workspace";
import { catalogueOf, exampleService, proxies } from "../support/example";
import { ofKind } from "../support/pods";
import { refusalOf } from "../support/refusals";
import { mvp, stackOf, whole } from "../support/stack";
import { mk360, tooWide } from "./command";

const { stack, objects } = whole;
const ask = (from: string, to: string, of = stack): NetworkAnswer => answer(of, endOf(of, "FROM", from), endOf(of, "TO", to));

describe("mk360 network", () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = new Workspace();
  });
  afterAll(() => workspace.remove());

  test("without names shows every connection once", () => {
    const { status, stdout } = mk360(workspace, "network");
    expect({ status, wide: tooWide(stdout) }).toEqual({ status: 0, wide: [] });
    const openers = stdout.match(/^\S.* may call$/gm) ?? [];
    expect(openers.sort()).toEqual([...new Set(edgesOf(stack).map(({ from }) => `${nameOf(from)} may call`))].sort());
  });

  test("with one name shows both directions", () => {
    const { status, stdout } = mk360(workspace, "network", "n8n");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^public\/n8n may call\n/);
    expect(stdout).toMatch(/^ {2}storage\/postgres +5432\/tcp +keeps its data/m);
    expect(stdout).toMatch(/\npublic\/n8n may be called by\n {2}edge\/caddy-public +5678\/tcp/);
  });

  test("gives one name's connections as data, and nobody else's", () => {
    const { edges } = JSON.parse(mk360(workspace, "network", "redis-private", "--json").stdout) as NetworkDocument;
    const names = edges.map(({ from, to }) => [from, to].map((end) => ("name" in end ? end.name : end.kind)));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((ends) => !ends.includes("redis-private"))).toEqual([]);
  });

  test("says why a connection is allowed: the reason, the declaration, the policies", () => {
    const { status, stdout } = mk360(workspace, "network", "n8n", "postgres");
    expect(status).toBe(0);
    expect(stdout).toBe(`public/n8n → storage/postgres: allowed

  5432/tcp
    why       keeps its data in the database n8n
    declared  n8n has it under uses: postgres, port postgres, with the database n8n
    file      charts/services/public/n8n/n8n.ts

The policies that open it:
  kubectl -n public describe networkpolicy n8n-egress
  kubectl -n storage describe networkpolicy postgres-ingress
`);
  });

  test("says what would allow a connection that is not, and exits with 2", () => {
    const { status, stdout } = mk360(workspace, "network", "gotenberg", "internet");
    expect(status).toBe(2);
    expect(stdout).toContain("public/gotenberg → internet: not allowed");
    expect(stdout).toContain('in charts/services/public/converters-business.ts, under uses:\n    internet("why it is needed", tcp(443)),');
  });

  test("says that the two sides never meet, and offers nothing", () => {
    const { status, stdout } = mk360(workspace, "network", "n8n", "paperless-private");
    expect(status).toBe(2);
    expect(stdout).toContain("Forbidden: n8n handles business data and paperless-private handles private data");
    expect(stdout).not.toContain("would be allowed by");
  });

  test("refuses an unknown name with the nearest one", () => {
    const { status, stdout, stderr } = mk360(workspace, "network", "n8n", "postgre");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^mk360 network: TO is "postgre"\. Allowed: .* Fix: did you mean postgres\? .*\.\n$/);
  });

  test("refuses one name twice", () => {
    const { status, stderr } = mk360(workspace, "network", "n8n", "public/n8n");
    expect(status).toBe(1);
    expect(stderr).toContain("two different ends");
  });

  test("prints no colour where there is no terminal", () => {
    expect(mk360(workspace, "network", "n8n", "postgres").stdout).not.toContain("\u001b");
  });
});

describe("the answer about two ends", () => {
  const sorted = sortedEdges(stack);
  const names = [...stack.workloads.map(({ name }) => name), ...outsideNames.keys()];
  const policies = new Set(ofKind(objects, "NetworkPolicy").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));

  test.each(names)("%s: is what the edges say, for everybody whom it could call", (from) => {
    const wanted = edgesOf(stack).map((edge) => `${nameOf(edge.from)} → ${nameOf(edge.to)} ${edge.port}/${edge.protocol}`);
    const answers = names
      .filter((to) => to !== from)
      .map((to) => answerAmong(sorted, stack, endOf(stack, "FROM", from), endOf(stack, "TO", to)));
    const said = answers.flatMap(({ from: source, to, connections }) =>
      connections.map(({ port, protocol }) => `${source} → ${to} ${port}/${protocol}`),
    );
    const own = answers[0]?.from;
    expect(said.sort()).toEqual(wanted.filter((line) => line.startsWith(`${own} → `)).sort());
    expect(answers.filter(({ allowed, wayOut }) => allowed === (wayOut !== undefined))).toEqual([]);
    const named = answers.flatMap((one) => one.policies.map(({ namespace, name }) => `${namespace}/${name}`));
    expect(named.filter((policy) => !policies.has(policy))).toEqual([]);
  });

  test("names every place outside as it can be typed", () => {
    expect([...outsideNames.values()]).toEqual([...outsides]);
    expect(ask("mbsync", "NAS shares")).toEqual(ask("mbsync", "nas-shares"));
  });

  test("says through which proxy a site is reached", () => {
    expect(ask("internet", "n8n").notes).toContain("it gets there through edge/caddy-public, which passes on workflows.mk360.de");
    expect(ask("n8n", "monica").notes).toContain("it gets there through edge/caddy-public, which passes on crm.mk360.de");
    expect(ask("n8n", "uptime-kuma").notes).toEqual([]);
  });

  test("says of a pod on the machine's network that no policy selects it, and names none", () => {
    const onMachine = exampleService("onmachine", {
      host: { reason: "an example", network: true },
      podSecurity: "privileged",
      network: "ops",
    });
    const target = exampleService("target", { network: "storage" });
    const { notes, policies } = ask("onmachine", "target", stackOf({}, catalogueOf([...proxies, onMachine, target])));
    expect(notes).toEqual(["onmachine is on the machine's own network, where no policy selects it: its own end is never closed"]);
    expect(policies.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(["storage/default-deny"]);
  });

  test("warns of a store that holds the other side's data", () => {
    expect(ask("n8n", "redis-private").wayOut?.notes.join()).toContain("only private data is in redis-private so far");
    expect(ask("paperless-private", "redis-business").wayOut?.notes.join()).toContain("ask for a store of the private side");
  });

  test("of an end that comes later says so, and what will be allowed then", () => {
    const agreed = stackOf({ phase: 1, openai: { ...stack.config.openai, agreement: "2026-11-01" } });
    const { allowed, connections, notes, policies } = ask("n8n", "paperless-gpt", agreed);
    expect({ allowed, ports: connections.map(({ port }) => port) }).toEqual({ allowed: false, ports: [8080] });
    expect(notes).toContain("public/paperless-gpt does not run: comes in phase 3; phase is 1");
    const here = ofKind(mvp.objects, "NetworkPolicy").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(policies.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(["public/default-deny", "public/n8n-egress"]);
    expect(here).toEqual(expect.arrayContaining(["public/default-deny", "public/n8n-egress"]));
  });

  test("knows namespaces, so that a name can be pasted from kubectl", () => {
    expect(ask("public/n8n", "storage/postgres")).toEqual(ask("n8n", "postgres"));
    expect(refusalOf(() => ask("private/n8n", "postgres"))).toContain("did you mean n8n?");
  });
});
