import { describe, expect, test } from "@jest/globals";
import { type Edge, edgesOf, nameOf } from "../../../charts/model/network/edge";
import { endpoint } from "../../../charts/model/network/endpoint";
import { publicSite, vpnSite } from "../../../charts/model/network/site";
import type { Service } from "../../../charts/model/service";
import { calls, callsSite, internet, kubernetesApi, nasShares, theServer, type Use, watchesAll } from "../../../charts/model/use";
import { tcp, udp } from "../../../charts/values/port";
import { catalogueOf, exampleService, proxies } from "../../support/example";
import { mistakeOf } from "../../support/refusals";
import { stackOf } from "../../support/stack";

const line = ({ from, to, port, protocol }: Edge) => `${nameOf(from)} → ${nameOf(to)} ${port}/${protocol.toLowerCase()}`;

/** The edges that are not DNS, of the services beside the two proxies. */
function edges(...services: Service[]): string[] {
  const stack = stackOf({}, catalogueOf([...proxies, ...services]));
  return edgesOf(stack)
    .filter(({ port, to }) => port !== 53 || to.kind === "internet")
    .map(line);
}

const client = (...uses: Use[]) => exampleService("client", { uses });
const targetHttp = endpoint("target", "storage", tcp(8080), "http");
const target = exampleService("target", { network: "storage", ports: { http: tcp(8080), data: udp(9000) } });

describe("edges", () => {
  test("a call is one edge to the number and protocol of the named port", () => {
    expect(edges(client(calls(endpoint("target", "storage", udp(9000), "data"), "needs it")), target)).toEqual([
      "public/client → storage/target 9000/udp",
    ]);
  });

  test("a call to a port that does not exist is a mistake that names the ports there are", () => {
    const wrong = () => edges(client(calls(endpoint("target", "storage", tcp(80), "web"), "needs it")), target);
    expect(mistakeOf(wrong)).toBe('target has no port "web"; it has http, data');
  });

  test.each([
    ["another namespace", endpoint("target", "private", tcp(8080), "http"), "target.private.svc.cluster.local:8080/tcp"],
    ["another number", endpoint("target", "storage", tcp(8081), "http"), "target.storage.svc.cluster.local:8081/tcp"],
    ["another protocol", endpoint("target", "storage", udp(8080), "http"), "target.storage.svc.cluster.local:8080/udp"],
  ])("a call to %s than the service has is a mistake that names both", (_, wrong, where) => {
    expect(mistakeOf(() => edges(client(calls(wrong, "needs it")), target))).toBe(
      `client calls http of target at ${where}, but there is http of target at target.storage.svc.cluster.local:8080/tcp; correct the endpoint`,
    );
  });

  test("a site is an edge from the proxy of its reach to the service", () => {
    const props = { port: "http", purpose: "an example", probe: "/" };
    const sites = [publicSite("shop", props), vpnSite("office", props)];
    expect(edges(exampleService("shop", { sites }))).toEqual([
      "edge/caddy-public → public/shop 8080/tcp",
      "edge/caddy-private → public/shop 8080/tcp",
    ]);
  });

  test("a call to a site ends at the proxy, because policies see it after the rewrite of the address", () => {
    const shop = exampleService("shop", { sites: [vpnSite("office", { port: "http", purpose: "an example", probe: "/" })] });
    expect(edges(client(callsSite("office", "calls it")), shop)).toContain("public/client → edge/caddy-private 8443/tcp");
  });

  test("a call to a site that nobody has is a mistake", () => {
    expect(mistakeOf(() => edges(client(callsSite("office", "calls it"))))).toContain(
      'calls site "office", which no service of the catalogue has',
    );
  });

  test("who watches all reaches the proxies of public sites and the monitored ports, and nothing behind the VPN", () => {
    const props = { port: "http", purpose: "an example", probe: "/" };
    const watched = exampleService("watched", { sites: [publicSite("seen", props)] });
    const hidden = exampleService("hidden", { sites: [vpnSite("unseen", props)] });
    const database = exampleService("database", { network: "storage", monitoredPorts: ["http"] });
    const watcher = exampleService("watcher", { network: "ops", uses: [watchesAll("asks")] });
    expect(edges(watched, hidden, database, watcher).filter((edge) => edge.startsWith("ops/"))).toEqual([
      "ops/watcher → edge/caddy-public 8443/tcp",
      "ops/watcher → storage/database 8080/tcp",
    ]);
  });

  test("the internet is an end of its own, with each port", () => {
    expect(edges(client(internet("asks", tcp(443), udp(53))))).toEqual([
      "public/client → internet 443/tcp",
      "public/client → internet 53/udp",
    ]);
  });

  test("the API server is reached on the port behind its address", () => {
    expect(edges(client(kubernetesApi("asks")))).toEqual(["public/client → Kubernetes API 6443/tcp"]);
  });

  test("a host port is an edge from its outside to the service's own port", () => {
    const hostPorts = [{ port: "http", number: 80, from: "vpn", why: "an example" } as const];
    expect(edges(exampleService("server", { hostPorts }))).toEqual(["vpn → public/server 8080/tcp"]);
  });

  test("a port that the other machines may call is an edge from them", () => {
    const hostPorts = [{ port: "http", number: 80, from: "machines", why: "an example" } as const];
    expect(edges(exampleService("server", { hostPorts }))).toEqual(["machines → public/server 8080/tcp"]);
  });

  test("what is declared twice is one edge with both reasons, each once", () => {
    const stack = stackOf(
      {},
      catalogueOf([client(calls(targetHttp, "reads"), calls(targetHttp, "writes"), calls(targetHttp, "reads")), target]),
    );
    const found = edgesOf(stack).filter(({ to }) => nameOf(to) === "storage/target");
    expect(found.map(({ why }) => why)).toEqual([["reads", "writes"]]);
  });

  test("the same port over both protocols stays two edges", () => {
    expect(edges(client(internet("asks", udp(53), tcp(53))))).toEqual([
      "public/client → internet 53/udp",
      "public/client → internet 53/tcp",
    ]);
  });
});

describe("who is asked for names", () => {
  const resolverOf = (service: Service) => {
    const stack = stackOf({}, catalogueOf([service, target]));
    return edgesOf(stack)
      .filter(({ from, port }) => nameOf(from) === `${service.namespace.name}/${service.name}` && port === 53)
      .map(line);
  };
  const onNas = (...uses: Use[]) => exampleService("box", { network: "home", machine: "nas", uses });

  test("a pod that calls nobody asks nobody, because a resolver is a way out", () => {
    expect([resolverOf(client()), resolverOf(onNas())]).toEqual([[], []]);
  });

  test("a pod that calls only what has a number asks nobody either", () => {
    const watcher = client(kubernetesApi("reads the logs"));
    expect([resolverOf(watcher), resolverOf(onNas(theServer("asks"), nasShares("reads")))]).toEqual([[], []]);
  });

  test("a pod of the server asks the cluster", () => {
    expect(resolverOf(client(calls(targetHttp, "needs it")))).toEqual([
      "public/client → cluster DNS 53/udp",
      "public/client → cluster DNS 53/tcp",
    ]);
  });

  test("a pod of the NAS that needs only the internet asks the home network, so that it works without the server", () => {
    expect(resolverOf(onNas(internet("asks", tcp(443))))).toEqual(["home/box → LAN resolver 53/udp", "home/box → LAN resolver 53/tcp"]);
  });

  test("a pod of the NAS that needs the cluster asks the cluster", () => {
    expect(resolverOf(onNas(calls(targetHttp, "needs it")))).toEqual(["home/box → cluster DNS 53/udp", "home/box → cluster DNS 53/tcp"]);
  });
});
