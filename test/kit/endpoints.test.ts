import { describe, expect, test } from "@jest/globals";
import { contractOf } from "../contracts/all";
import { besideOf } from "../support/beside";
import { Dialling, shownOnly } from "../support/dialling";
import { type Endpoint, namesOf, upstreamsIn } from "../support/endpoints";
import { ofKind } from "../support/pods";
import { probesOf } from "../support/probes";
import { type Shape, shapes, whole } from "../support/stack";
import { labelled } from "../support/targets";

/** Ports of rules that no text of dist needs, by the place where the address stands that does. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  "in the owner's workflows": [
    "n8n-egress gotenberg 3000/TCP",
    "gotenberg-ingress n8n 3000/TCP",
    "n8n-egress caddy-public 8443/TCP",
    "caddy-public-ingress n8n 8443/TCP",
  ],
  "in the owner's notifications": ["uptime-kuma-egress 0.0.0.0/0 443/TCP", "uptime-kuma-egress 0.0.0.0/0 587/TCP"],
  "in Caddy: Let's Encrypt": [
    "caddy-public-egress 0.0.0.0/0 443/TCP",
    "caddy-private-egress 0.0.0.0/0 443/TCP",
    "caddy-home-egress 192.168.178.1/32 53/UDP",
    "caddy-home-egress 192.168.178.1/32 53/TCP",
  ],
  "in paperless-gpt: OpenAI": ["paperless-gpt-egress 0.0.0.0/0 443/TCP"],
  "in UniFi: firmware of its devices": ["unifi-egress 0.0.0.0/0 443/TCP"],
  "in AdGuard's settings, as addresses without a port": ["adguard-egress 0.0.0.0/0 53/TCP", "adguard-egress 0.0.0.0/0 53/UDP"],
};
const excused = Object.values(elsewhere).flat();

const dialled = new Map(shapes.map((shape) => [shape.name, diallingOf(shape)]));
const ofWhole = dialled.get(whole.name) as Dialling;

function diallingOf({ objects, stack }: Pick<Shape, "objects" | "stack">): Dialling {
  return new Dialling(objects, besideOf(stack));
}

/** The services whose contract names ports of the internet, because the address stands in the program. */
function contracted({ stack }: Shape): string[] {
  return stack.services.flatMap(({ name }) => (contractOf(name).internet ?? []).map((port) => `${name}-egress 0.0.0.0/0 ${port}`));
}

/** Who has an address of the internet in himself asks for its name too. */
function unexplained(unneeded: readonly string[], known: readonly string[]): string[] {
  const explained = unneeded.filter((line) => known.includes(line) || excused.includes(line));
  const callers = explained.flatMap((line) => line.split(" 0.0.0.0/0 ").slice(0, -1));
  return unneeded.filter(
    (line) => !explained.includes(line) && !(/ 53\/(TCP|UDP)$/.test(line) && callers.includes(line.split(" ")[0] ?? "")),
  );
}

describe.each(shapes)("$name", (shape) => {
  const { objects, name } = shape;
  const dialling = dialled.get(name) as Dialling;

  test("what a text of a pod names exists: a Service with that port, a pod behind it that has the port, a site that is served there", () => {
    expect(dialling.faults).toEqual([]);
  });

  test("the policies of both ends let through what texts name, the look-ups of its names, and what calls a port of a machine", () => {
    expect(dialling.closed()).toEqual([]);
  });

  test("a rule lets through what some text names, or its reason is a listed one", () => {
    expect(unexplained(dialling.unneeded(), contracted(shape))).toEqual([]);
  });

  test("every full name of a Service in any text is among the addresses that were read", () => {
    const read = new Set(dialling.directory.endpoints.map(({ pod, host }) => `${labelled(pod)} ${host}`));
    expect(namesOf(objects).filter(({ pod, host }) => !read.has(`${labelled(pod)} ${host}`))).toEqual([]);
  });

  test("every Service stands before pods, each of which has all of its ports", () => {
    expect(ofKind(objects, "Service").length).toBeGreaterThan(10);
    expect(dialling.directory.faultsOfServices()).toEqual([]);
  });

  test("a probe asks a port that its container has", () => {
    expect(probesOf(objects).filter(({ isOpen }) => !isOpen)).toEqual([]);
  });
});

describe("the reader", () => {
  const { endpoints } = ofWhole.directory;
  const addressesOf = (pod: string) => endpoints.filter((one) => labelled(one.pod) === pod).map(({ host, port }) => `${host}:${port}`);

  test.each([
    ["an upstream", "edge/caddy-public", "opensign-client.public.svc.cluster.local:3000"],
    ["the upstream of a detour", "edge/caddy-public", "opensign-server.public.svc.cluster.local:8080"],
    ["an upstream by its number", "home/caddy-home", "10.43.0.33:3000"],
    ["a URL in a variable", "public/paperless-business", "tika.public.svc.cluster.local:9998"],
    ["a URL without a port", "public/opensign-server", "sign.mk360.de:443"],
    ["a host and its port in two variables", "public-root/monica", "postgres.storage.svc.cluster.local:5432"],
    ["a host whose port is a script's default", "public/paperless-business", "redis-business.storage.svc.cluster.local:6379"],
    ["a host whose port stands in a script", "private/mbsync", "imap.gmail.com:993"],
    ["a host in a script's URL", "storage/mongodb-provisioning", "mongodb.storage.svc.cluster.local:27017"],
    ["an argument", "agents/vlagent-nas", "victoria-logs.ops.svc.cluster.local:9428"],
    ["fields of a settings file", "home/frpc", "frps.edge.svc.cluster.local:7000"],
    ["an address of the home network", "home/frpc", "192.168.178.10:445"],
    ["a database's words", "agents/netdata-vps", "postgres.storage.svc.cluster.local:5432"],
    ["a URL in a settings file", "agents/netdata-vps", "redis-private.storage.svc.cluster.local:6379"],
    ["a place for copies", "ops/copy-monthly-private", "storagebox.example.com:23"],
    ["an address in a Secret", "public/opensign-server", "mongodb.storage.svc.cluster.local:27017"],
    ["what Uptime Kuma asks", "ops/uptime-kuma", "frps.edge.svc.cluster.local:1445"],
    ["the API server behind a token", "ops/dozzle", "10.77.0.1:6443"],
  ])("finds %s", (_, pod, address) => {
    expect(addressesOf(pod)).toContain(address);
  });

  const businessDatabases = ["public/paperless-business", "public/n8n", "public-root/monica", "public/vaultwarden-business"];
  const privateDatabases = ["private/paperless-private", "private/roundcube"];
  // The owner's document: its separate databases, the cache of both Paperless, the contracts of OpenSign, and the ports that
  // Uptime Kuma and Netdata are to ask.
  test.each([
    ["postgres", 5432, [...businessDatabases, ...privateDatabases, "agents/netdata-vps", "ops/uptime-kuma"]],
    ["redis-business", 6379, ["public/paperless-business", "agents/netdata-vps", "ops/uptime-kuma"]],
    ["redis-private", 6379, ["private/paperless-private", "agents/netdata-vps", "ops/uptime-kuma"]],
    ["mongodb", 27017, ["public/opensign-server", "ops/uptime-kuma"]],
  ])("finds everybody who keeps something in %s or watches it", (store, port, clients) => {
    for (const client of clients)
      expect([client, addressesOf(client)]).toEqual([client, expect.arrayContaining([`${store}.storage.svc.cluster.local:${port}`])]);
  });

  test.each([
    ["Caddyfiles", /\/Caddyfile$/, 20],
    ["variables", /^[A-Z_]+$/, 90],
    ["arguments", /^the arguments of /, 2],
    ["settings files", /^[a-z-]+\/(?!Caddyfile)/, 10],
    ["Secrets", /^Secret /, 5],
    ["monitors", /^monitor /, 14],
    ["tokens", /^its token$/, 3],
  ])("finds them in %s", (_, source, least) => {
    expect(endpoints.filter(({ where }) => source.test(where)).length).toBeGreaterThanOrEqual(least);
  });

  test("finds the probes of every kind, and what the ones that run a command ask", () => {
    const probes = probesOf(whole.objects);
    const asked = new Set(probes.filter(({ by }) => by === "exec").map(({ of, port }) => `${of}: ${port ?? "a process"}`));
    expect(probes.filter(({ by }) => by === "httpGet").length).toBeGreaterThan(60);
    expect(probes.filter(({ by }) => by === "tcpSocket").length).toBeGreaterThan(15);
    expect([...asked].sort()).toEqual(
      expect.arrayContaining([
        "home/frpc: frpc: 7400",
        "public-root/monica: monica-queue: a process",
        "storage/postgres: postgres: 5432",
        "storage/redis-business: redis-business: 6379",
      ]),
    );
  });

  test("excuses no rule that some text needs or that is not there, and no variable that nobody has", () => {
    const unneeded = ofWhole.unneeded();
    const variables = new Set(endpoints.map(({ where }: Endpoint) => where));
    expect(excused.filter((line) => !unneeded.includes(line))).toEqual([]);
    expect(shownOnly.filter((variable) => !variables.has(variable))).toEqual([]);
  });

  test("refuses an upstream that it cannot read", () => {
    expect(() => upstreamsIn("\treverse_proxy unix//run/shop.sock\n")).toThrow("reverse_proxy unix//run/shop.sock");
  });
});
