import { describe, expect, test } from "@jest/globals";
import { type End, edgesOf, nameOf } from "../../charts/model/network/edge";
import { Service } from "../../charts/model/service";
import type { Workload } from "../../charts/model/workload";
import { AddressRange } from "../../charts/values/address";
import { contractOf } from "../contracts/all";
import { addresses, expected, extraPorts } from "../support/network-world";
import { ofKind } from "../support/pods";
import { connectionsOf, placesOf, policiesOf } from "../support/reachability";
import { distObjects, shapes, shippedConfig, stackOf, whole } from "../support/stack";

/** What the three Docker networks of the owner's document let through, by the networks of the two ends. */
const docker = ["public → public", "private → private", "public → storage", "private → storage", "edge → public", "edge → private"];

/** Connections that the Docker networks did not have, each with the reason why k3s has it. */
const operations: readonly (readonly [from: RegExp, to: string, why: string])[] = [
  [/^ops\/uptime-kuma$/, "edge/caddy-public", "asks the public sites the way their users do"],
  [/^ops\/uptime-kuma$/, "storage/postgres", "the owner's list of monitors names PostgreSQL's port"],
  [/^ops\/uptime-kuma$/, "storage/redis-business", "the owner's list of monitors names Redis' port"],
  [/^ops\/uptime-kuma$/, "storage/redis-private", "the owner's list of monitors names Redis' port, of which there are two here"],
  [/^ops\/uptime-kuma$/, "storage/mongodb", "every database is watched, as the owner's list has it for PostgreSQL and Redis"],
  [/^(public|private)\/paperless-[a-z]+-set-up-daily$/, "ops/uptime-kuma", "tells that accounts and tags are as declared"],
  [/^public\/n8n-set-up-daily$/, "ops/uptime-kuma", "tells that the workflows run as declared"],
  [/^public(-root)?\/(monica|opensign-server)-set-up-daily$/, "ops/uptime-kuma", "tells that its owner is there"],
  [/^(public|home)\/vaultwarden-[a-z]+-set-up-daily$/, "ops/uptime-kuma", "tells that its owner is invited"],
  [/^home\/vaultwarden-private-set-up(-daily)?$/, "home/vaultwarden-private", "invites its owner, as the administration page does"],
  [/^ops\/uptime-kuma-set-up(-daily)?$/, "ops/uptime-kuma", "enters into it what it watches"],
  [/^public\/n8n$/, "edge/caddy-public", "calls the CRM and OpenSign by their public names, which stand in their addresses"],
  [/^public\/opensign-server$/, "edge/caddy-public", "fetches the documents to be signed by their public addresses"],
  [/^edge\/caddy-public$/, "ops/uptime-kuma", "the status page is a public site"],
  [/^edge\/caddy-private$/, "ops/uptime-kuma", "it is administered from the VPN alone"],
  [/^edge\/caddy-private$/, "home/vaultwarden-private", "the private vault is a VPN site; it was reached through the FRP tunnel"],
  [/^edge\/caddy-private$/, "home/adguard", "AdGuard's page is a VPN site; it was reached through the FRP tunnel"],
  [/^edge\/caddy-private$/, "home/unifi", "UniFi's page is a VPN site; it was reached through the FRP tunnel"],
  [/^edge\/caddy-private$/, "agents/netdata-vps", "Netdata's page is a VPN site"],
  [/^edge\/caddy-private$/, "agents/netdata-nas", "Netdata's page of the NAS is a VPN site"],
  [/^edge\/caddy-private$/, "ops/dozzle", "the page of the logs is a VPN site"],
  [/^edge\/caddy-public$/, "home/caddy-home", "Let's Encrypt's questions about names of the home network"],
  [/^edge\/caddy-private$/, "edge/caddy-public", "orders its first certificates once Let's Encrypt reaches the public proxy"],
  [/^home\/caddy-home$/, "home/vaultwarden-private", "the private vault is a site of the home network"],
  [/^home\/caddy-home$/, "home/adguard", "AdGuard's page is a site of the home network"],
  [/^home\/frpc$/, "edge/frps", "the tunnel, as the owner drew it"],
  [/^(public|private)\/archive-[a-z-]+$/, "edge/frps", "the archive goes through the tunnel to the NAS's shares"],
  [/^home\/unifi-dump$/, "home/unifi", "dumps UniFi's database"],
  [/^agents\/netdata-vps$/, "storage/postgres", "the owner wants PostgreSQL's figures in Netdata"],
  [/^agents\/netdata-vps$/, "storage/redis-business", "the owner wants Redis' figures in Netdata"],
  [/^agents\/netdata-vps$/, "storage/redis-private", "the owner wants Redis' figures in Netdata"],
  [/^agents\/netdata-vps$/, "edge/caddy-public", "tells n8n of alarms, by its public name"],
  [/^agents\/vlagent-(vps|nas)$/, "ops/victoria-logs", "the logs of both machines are kept in one place"],
  [/^storage\/mongodb-provisioning$/, "storage/mongodb", "sets up the users of the databases, which nobody does by hand any more"],
  [/^storage\/postgres-provisioning$/, "storage/postgres", "sets up databases and roles, which nobody does by hand any more"],
  [/^storage\/postgres-backup$/, "storage/postgres", "dumps the database whose client is still to come"],
  [/^(public|public-root|private|home|ops|storage)\/[a-z0-9-]+-backup$/, "ops/rest-server", "backups go to the NAS; they went over SMB"],
  [
    /^(public|public-root|private|home|ops|storage)\/[a-z0-9-]+-backup$/,
    "ops/uptime-kuma",
    "tells that it ended well, for the age of backups",
  ],
  [/^agents\/cluster-store-backup$/, "ops/rest-server", "the cluster's own store goes to the NAS too"],
  [/^agents\/cluster-store-backup$/, "ops/uptime-kuma", "tells that it ended well, for the age of backups"],
  [/^(public|private)\/archive-[a-z-]+$/, "ops/uptime-kuma", "tells that it ended well, for the age of the archives"],
  [
    /^ops\/(forget|check|copy-[a-z]+)-(business|private|cluster)$/,
    "ops/uptime-kuma",
    "tells that it ended well, for the age of copies and checks",
  ],
  [/^edge\/certificates-of-sites$/, "edge/caddy-private", "looks when the certificates behind the VPN end, which nobody else sees"],
  [/^edge\/certificates-of-sites$/, "home/caddy-home", "looks when the certificates of the home network end, which nobody else sees"],
  [/^[a-z]+\/certificates-[a-z-]+$/, "ops/uptime-kuma", "tells that every certificate lasts"],
  [/^ops\/uptime-kuma$/, "edge/frps", "asks whether the tunnel stands"],
  [/^ops\/uptime-kuma$/, "ops/rest-server", "asks whether the NAS takes backups"],
  [/^ops\/uptime-kuma$/, "ops/server-watch", "asks whether the NAS is there, and who watches the server on it"],
  [/^(public|private)\/paperless-[a-z]+-arrivals$/, "ops/uptime-kuma", "tells that nothing that was handed in waits for ever"],
  [/^ops\/oldest-log$/, "ops/victoria-logs", "asks for the oldest line that is kept"],
  [/^ops\/oldest-log$/, "ops/uptime-kuma", "tells that the logs are kept as long as they should be"],
  [/^ops\/uptime-kuma$/, "public/paperless-gpt", "asks whether it reaches Paperless; its page is behind the VPN"],
  [/^(private\/mbsync|home\/unifi-dump|ops\/hyper-backup-age)$/, "ops/uptime-kuma", "tells that it ended well, for the age of backups"],
];

describe.each(shapes)("$name", ({ objects, stack }) => {
  const edges = edgesOf(stack);
  const places = placesOf(objects, addresses);
  const policies = policiesOf(objects);
  const workloadOf = (policy: string) => {
    const found = stack.workloads.find(({ name }) => `${name}-ingress` === policy);
    if (!found) throw new Error(`${policy} is nobody's`);
    return found;
  };
  const between = edges.filter(({ from, to }) => from.kind === "workload" && to.kind === "workload");

  test.each([
    ["both ends together allow", "both"],
    ["the end that opens a connection allows by itself", "from"],
    ["the end that accepts a connection allows by itself", "to"],
  ] as const)("%s exactly what is declared, judged by a program of its own", (_, asked) => {
    expect([...connectionsOf(policies, places, extraPorts, asked)].sort()).toEqual(expected(edges, asked));
  });

  test("every namespace is closed in both directions for every pod", () => {
    const closed = policies.filter(({ spec }) => JSON.stringify(spec.podSelector) === "{}");
    expect(closed.map(({ namespace }) => namespace).sort()).toEqual(
      ofKind(objects, "Namespace")
        .map(({ metadata }) => metadata.name)
        .sort(),
    );
    for (const { spec } of closed) expect(spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  test("a connection between pods is one that the owner's Docker networks had, or a listed one of operations", () => {
    const networkOf = (end: End) => (end.kind === "workload" ? end.workload.network : "");
    const unlisted = between.filter(
      ({ from, to }) =>
        !docker.includes(`${networkOf(from)} → ${networkOf(to)}`) &&
        !operations.some(([source, target]) => source.test(nameOf(from)) && target === nameOf(to)),
    );
    expect(unlisted.map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`)).toEqual([]);
  });

  test("nothing of the business reaches anything private, nor the reverse", () => {
    const side = (end: End) =>
      end.kind !== "workload" ? "" : ({ public: "business", private: "private", home: "private" }[end.workload.network as string] ?? "");
    const crossing = between.filter(({ from, to }) => side(from) && side(to) && side(from) !== side(to));
    expect(crossing.map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`)).toEqual([]);
  });

  test("a database is reached by those that were granted something on it, their backups, its provisioning and the monitor", () => {
    const mayReach = (client: Workload, store: string): boolean =>
      client.uses.some(({ grant }) => grant?.provider === store) ||
      (client instanceof Service && client.provides.some(({ grant }) => grant?.provider === store)) ||
      client.name === `${store}-provisioning` ||
      client.name === "uptime-kuma" ||
      // It writes one row into the database of a program that has no other way.
      (client.name === "monica-contacts" && store === "postgres") ||
      stack.services.some((service) => client.name === `${service.name}-backup` && mayReach(service, store));
    const stray = between.filter(
      ({ from, to }) =>
        to.kind === "workload" &&
        to.workload.network === "storage" &&
        from.kind === "workload" &&
        !mayReach(from.workload, to.workload.name),
    );
    expect(stray.map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`)).toEqual([]);
  });

  test("no rule names the whole world without taking the private ranges out", () => {
    const mustBeOut = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];
    const blocks = policies.flatMap(({ spec }) =>
      [...(spec.egress ?? []), ...(spec.ingress ?? [])].flatMap(({ to = [], from = [] }) =>
        [...to, ...from].flatMap(({ ipBlock }) => ipBlock ?? []),
      ),
    );
    const open = blocks.filter(({ cidr }) => Number(cidr.split("/")[1]) < 16);
    expect(open.length).toBeGreaterThan(0);
    for (const { except } of open) expect(except).toEqual(expect.arrayContaining(mustBeOut));
  });

  test("no rule lets in what comes with the address of the pod's own machine in the WireGuard network: neighbours that route through it do", () => {
    const blocks = policies.flatMap(({ name, spec }) =>
      (spec.ingress ?? []).flatMap(({ from = [] }) => from.flatMap(({ ipBlock }) => (ipBlock ? [[name, ipBlock] as const] : []))),
    );
    const ownOf = (policy: string) => stack.machineOf(workloadOf(policy)).wireguardAddress;
    const takes = ({ cidr, except = [] }: { cidr: string; except?: readonly string[] }, address: string) =>
      AddressRange.parse(cidr).contains(address) && !except.some((range) => AddressRange.parse(range).contains(address));
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter(([name, block]) => takes(block, ownOf(name))).map(([name]) => name)).toEqual([]);
    // Another machine calls by its own right, where it is named and nothing else is.
    const machines = stack.machines.map(({ wireguardAddress }) => wireguardAddress);
    const others = blocks.filter(([, block]) => machines.some((address) => takes(block, address)));
    const asks = stack.runs("adguard") ? [["adguard-ingress", { cidr: "10.77.0.1/32" }]] : [];
    expect(others).toEqual(asks);
  });

  test("every rule names its peers and its ports", () => {
    const rules = policies.flatMap(({ name, spec }) => [
      ...(spec.egress ?? []).map((rule) => [name, rule.to, rule] as const),
      ...(spec.ingress ?? []).map((rule) => [name, rule.from, rule] as const),
    ]);
    expect(rules.filter(([, peers, { ports }]) => !peers?.length || !ports?.length).map(([name]) => name)).toEqual([]);
  });

  test("a policy has only rules of the direction that it closes", () => {
    expect(
      policies
        .filter(
          ({ spec }) => (spec.ingress && !spec.policyTypes.includes("Ingress")) || (spec.egress && !spec.policyTypes.includes("Egress")),
        )
        .map(({ name }) => name),
    ).toEqual([]);
  });

  test("the policies of both ends say why, in words, for every connection", () => {
    const reasons = new Map(
      ofKind(objects, "NetworkPolicy").map(({ metadata }) => [
        `${metadata.namespace}/${metadata.name}`,
        String((metadata.annotations as Record<string, string>)["mk360.de/reason"]).split("\n"),
      ]),
    );
    for (const { from, to, port, protocol, why } of edges) {
      for (const [own, other, direction] of [
        [from, to, "egress"],
        [to, from, "ingress"],
      ] as const) {
        if (own.kind !== "workload") continue;
        expect(reasons.get(`${nameOf(own)}-${direction}`)).toEqual(
          expect.arrayContaining(why.map((each) => `${nameOf(other)} ${port}/${protocol.toLowerCase()}: ${each}`)),
        );
      }
      expect(why.every((reason) => reason.length >= 8)).toBe(true);
    }
  });

  test("only the proxies are reached from the internet, only on the ports of their sites", () => {
    expect(edges.filter(({ from }) => from.kind === "internet").map(({ to, port }) => `${nameOf(to)} ${port}`)).toEqual([
      "edge/caddy-public 8080",
      "edge/caddy-public 8443",
    ]);
  });

  test("the API server is reached by those that read logs and by who watches the server, and by nobody else", () => {
    const readers = ["agents/vlagent-nas", "agents/vlagent-vps", "ops/dozzle", "ops/server-watch"].filter((name) =>
      stack.has(name.split("/")[1] ?? ""),
    );
    expect(
      edges
        .filter(({ to }) => to.kind === "Kubernetes API")
        .map(({ from }) => nameOf(from))
        .sort(),
    ).toEqual(readers);
  });
});

test.each([[[]], [["10.77.0.10"]], [["10.77.0.10", "10.77.0.12"]]])(
  "the sites behind the VPN are open to these devices alone: %j",
  (listed) => {
    const peers = listed.map((address, index) => ({
      name: `device-${index}`,
      address,
      role: "user" as const,
      publicKey: `${index}${"A".repeat(42)}=`,
    }));
    const objects = distObjects(stackOf({ wireguard: { ...shippedConfig.wireguard, peers } }));
    const asked = { ...addresses, "second device": "10.77.0.12" };
    const found = connectionsOf(policiesOf(objects), placesOf(objects, asked), []);
    const into = [...found].filter((line) => line.includes(" → edge/caddy-private ")).map((line) => line.split(" → ")[0] ?? "");
    const names = Object.entries(asked).flatMap(([name, address]) => (listed.includes(address) ? [name] : []));
    expect(into.filter((from) => from in asked).sort()).toEqual(names.sort());
  },
);

test("every listed connection of operations exists, so that the list does not outgrow what it excuses", () => {
  const lines = edgesOf(whole.stack).map(({ from, to }) => [nameOf(from), nameOf(to)] as const);
  const idle = operations.filter(([from, to]) => !lines.some(([source, target]) => from.test(source) && target === to));
  expect(idle.map(([, to]) => to)).toEqual([]);
});

test("the internet is reached only by those that must, on these ports", () => {
  const out = edgesOf(whole.stack)
    .filter(({ to }) => to.kind === "internet")
    .map(({ from, port, protocol }) => `${nameOf(from)} ${port}/${protocol}`);
  const contracted = whole.stack.services.flatMap(({ namespace, name }) =>
    (contractOf(name).internet ?? []).map((port) => `${namespace.name}/${name} ${port}`),
  );
  const known = [
    "agents/netdata-nas 443/TCP",
    "agents/netdata-nas 587/TCP",
    "agents/netdata-vps 587/TCP",
    "edge/caddy-private 443/TCP",
    "edge/caddy-public 443/TCP",
    "home/adguard 443/TCP",
    "home/adguard 53/TCP",
    "home/adguard 53/UDP",
    "home/caddy-home 443/TCP",
    "home/unifi 443/TCP",
    "home/vaultwarden-private 587/TCP",
    "ops/copy-monthly-business 23/TCP",
    "ops/copy-monthly-cluster 23/TCP",
    "ops/copy-monthly-private 23/TCP",
    "ops/copy-weekly-business 22/TCP",
    "ops/copy-weekly-cluster 22/TCP",
    "ops/copy-weekly-private 22/TCP",
    "ops/server-watch 443/TCP",
    "ops/server-watch 587/TCP",
    "ops/uptime-kuma 443/TCP",
    "ops/uptime-kuma 587/TCP",
    "private/mbsync 993/TCP",
    "private/paperless-private 587/TCP",
    "public-root/monica 587/TCP",
    "public/n8n 443/TCP",
    "public/n8n 587/TCP",
    "public/opensign-server 587/TCP",
    "public/paperless-business 587/TCP",
    "public/paperless-gpt 443/TCP",
    "public/vaultwarden-business 587/TCP",
  ];
  expect(out.sort()).toEqual([...known, ...contracted].sort());
});
