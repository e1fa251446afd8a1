import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { edgesOf, nameOf, outsides } from "../../charts/model/network/edge";
import { endpoint } from "../../charts/model/network/endpoint";
import { homeSite, publicSite, vpnSite } from "../../charts/model/network/site";
import type { Service, ServiceProps } from "../../charts/model/service";
import { Stack } from "../../charts/model/stack";
import { calls, internet, kubernetesApi, nasShares, whereRunning } from "../../charts/model/use";
import { endpoints } from "../../charts/services/endpoints";
import { tcp, udp } from "../../charts/values/port";
import { type Proposal, wayOut } from "../../cli/network/would-allow";
import { shippedConfig, stackOf } from "../support/stack";

const stack = stackOf();
const isOpen = new Set(edgesOf(stack).map(({ from, to }) => `${nameOf(from)} ${nameOf(to)}`));

/** What a service file imports. */
const words = { calls, endpoint, endpoints, internet, kubernetesApi, nasShares, whereRunning, tcp, udp, publicSite, vpnSite, homeSite };

/** A proposed line as the owner pastes it into the service file. */
function pasted({ under, line }: Proposal, service: Service): Service {
  const value = new Function(...Object.keys(words), `return ${line};`)(...Object.values(words)) as never;
  const known = service[under as "uses"] as unknown;
  const changes = { [under]: Array.isArray(known) ? [...known, value] : value } as Partial<ServiceProps>;
  // A site of the home network wants a place of its own, as the refusal of one without says.
  const place = line.startsWith("homeSite(") && service.fixedPlace === undefined ? { fixedPlace: 200 } : {};
  return service.with(service.name, { ...changes, ...place });
}

/** The ends that may talk once the line stands in the file that the proposal names. */
function openWith(proposal: Proposal, owner: Service): string[] {
  const services = catalogue.services.map((service) => (service.name === owner.name ? pasted(proposal, service) : service));
  return edgesOf(new Stack({ ...catalogue, services }, shippedConfig)).map(({ from, to }) => `${nameOf(from)} ${nameOf(to)}`);
}

/** Of every kind: a client, a store, a watcher, both proxies, one of the NAS, one with a setting, one on its own. */
const clients = ["n8n", "postgres", "uptime-kuma", "caddy-public", "caddy-private", "caddy-home", "paperless-gpt", "tika", "adguard"];
const pairs = clients.flatMap((from) =>
  stack.services.filter(({ name }) => name !== from).map((to) => ({ from: stack.service(from), to })),
);
const closed = pairs
  .map(({ from, to }) => ({ from: { kind: "workload", workload: from }, to: { kind: "workload", workload: to } }) as const)
  .filter(({ from, to }) => !isOpen.has(`${nameOf(from)} ${nameOf(to)}`));

describe("a declaration that is proposed", () => {
  test.each(clients)("allows what it is proposed for, for each service that %s may not call", (client) => {
    const own = closed.filter(({ from }) => from.workload.name === client);
    const tried = own.flatMap(({ from, to }) =>
      wayOut(stack, from, to).proposals.map((proposal) => {
        const owner = ["sites", "monitoredPorts"].includes(proposal.under) ? to.workload : from.workload;
        const wanted = `${nameOf(from)} ${nameOf(to)}`;
        return { wanted, line: proposal.line, works: openWith(proposal, owner).includes(wanted) };
      }),
    );
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.filter(({ works }) => !works)).toEqual([]);
  });

  test.each(["internet", "NAS shares", "Kubernetes API"] as const)("allows the way to %s", (kind) => {
    const tika = stack.service("tika");
    const [use] = wayOut(stack, { kind: "workload", workload: tika }, { kind }).proposals;
    expect(use && openWith(use, tika)).toContain(`public/tika ${kind}`);
  });

  test.each(["vpn", "lan"] as const)("allows the way from %s: by a site through its proxy, by a host port directly", (kind) => {
    const tika = stack.service("tika");
    const { proposals } = wayOut(stack, { kind }, { kind: "workload", workload: tika });
    const proxy = { vpn: "edge/caddy-private", lan: "home/caddy-home" }[kind];
    const opened = proposals.map((proposal) => [proposal.under, openWith(proposal, tika)] as const);
    expect(opened.map(([under]) => under)).toEqual(["sites", "hostPorts"]);
    expect(opened[0]?.[1]).toContain(`${proxy} public/tika`);
    expect(opened[1]?.[1]).toContain(`${kind} public/tika`);
  });

  test("names the file in which it goes", () => {
    const { proposals } = wayOut(stack, closedPair("n8n", "redis-business").from, closedPair("n8n", "redis-business").to);
    expect(proposals.map(({ file, under }) => `${file} ${under}`)).toEqual(["charts/services/public/n8n/n8n.ts uses"]);
  });
});

describe("where no declaration helps", () => {
  test("the two sides never meet, whoever asks", () => {
    const sides = { public: "business", private: "private", home: "private" } as Record<string, string>;
    const across = stack.services.flatMap((from) =>
      stack.services
        .filter((to) => sides[from.network] && sides[to.network] && sides[from.network] !== sides[to.network])
        .map((to) => wayOut(stack, { kind: "workload", workload: from }, { kind: "workload", workload: to })),
    );
    expect(across.length).toBeGreaterThan(100);
    expect(across.filter(({ forbidden, proposals }) => forbidden === undefined || proposals.length > 0)).toEqual([]);
  });

  test("a job answers nobody", () => {
    const job = stack.jobs.find(({ name }) => name === "n8n-backup");
    if (!job) throw new Error("there is no n8n-backup");
    const { proposals, notes } = wayOut(stack, { kind: "workload", workload: stack.service("n8n") }, { kind: "workload", workload: job });
    expect({ proposals, notes }).toEqual({ proposals: [], notes: ["n8n-backup is a job: it runs to its end and answers nobody"] });
  });

  test("allows the way from the other machines by a host port alone", () => {
    const tika = stack.service("tika");
    const { proposals } = wayOut(stack, { kind: "machines" }, { kind: "workload", workload: tika });
    const opened = proposals.map((proposal) => [proposal.under, openWith(proposal, tika)] as const);
    expect(opened.map(([under]) => under)).toEqual(["hostPorts"]);
    expect(opened[0]?.[1]).toContain("machines public/tika");
  });

  test.each(outsides.filter((kind) => !["internet", "vpn", "lan", "machines"].includes(kind)))("%s opens no connection", (kind) => {
    expect(wayOut(stack, { kind }, { kind: "workload", workload: stack.service("n8n") }).proposals).toEqual([]);
  });

  test("only the proxies are reached from the internet directly: a site is proposed, no host port", () => {
    const { forbidden, proposals } = wayOut(stack, { kind: "internet" }, { kind: "workload", workload: stack.service("tika") });
    expect(forbidden).toContain("only the reverse proxies");
    expect(proposals.map(({ under }) => under)).toEqual(["sites"]);
  });
});

function closedPair(from: string, to: string): (typeof closed)[number] {
  const found = closed.find((pair) => pair.from.workload.name === from && pair.to.workload.name === to);
  if (!found) throw new Error(`${from} may call ${to}`);
  return found;
}
