import { describe, expect, test } from "@jest/globals";
import { networkDocument } from "../../charts/facts/network";
import { AddressRange } from "../../charts/values/address";
import { sampleAddresses } from "../../scan/network/addresses";
import { compared, type Oracle } from "../../scan/network/compare";
import { cyclonusConnections, playersOf } from "../../scan/network/cyclonus";
import { declaredConnections } from "../../scan/network/declared";
import { ncaConnections, ncaInput } from "../../scan/network/nca";
import { type World, worldOf } from "../../scan/network/world";
import { connectionsOf } from "../support/reachability";
import { shippedConfig, whole } from "../support/stack";
import { recorded, smallObjects, smallWorld, tinyWorld } from "./small-world";

const shipped = worldOf(whole.objects, shippedConfig, networkDocument(whole.stack));

/** Our own evaluator in the place of a program of others. */
const evaluator: Oracle = {
  name: "nca",
  async allowed({ policies, pods, addresses }, asked, ports) {
    const places = [...pods, ...addresses.map((address) => ({ name: address, address }))];
    const isAsked = (one: string) => ports.some((port) => one.endsWith(` ${port}`));
    return new Map(asked.map((one) => [one, new Set([...connectionsOf([...policies], places, [1], one)].filter(isAsked))]));
  },
};

/** One that says what it should, whatever the policies are. */
const blind: Oracle = {
  name: "nca",
  allowed: async (_, asked, ports) =>
    new Map(
      asked.map((one) => [
        one,
        new Set([...declaredConnections(shipped, one)].filter((each) => ports.some((port) => each.endsWith(` ${port}`)))),
      ]),
    ),
};

describe("the comparison", () => {
  test("finds nothing where an oracle agrees, and each policy that was broken is noticed", async () => {
    expect(await compared(evaluator, shipped)).toEqual({ judged: expect.stringContaining("7 broken policies"), objections: [] });
  });

  test("reports every broken policy that an oracle does not notice", async () => {
    const { objections } = await compared(blind, shipped);
    expect(objections.map(({ rule }) => rule)).toEqual(Array.from({ length: 7 }, () => "unnoticed"));
  });

  test("reports what the policies let through and network.json does not name, each end's by themselves too", async () => {
    const edges = smallWorld.document.edges.filter(({ port }) => port !== 5432);
    const { objections } = await compared(evaluator, { ...smallWorld, document: { ...smallWorld.document, edges } });
    const allowed = objections.filter(({ rule }) => rule === "allowed");
    expect(allowed.map(({ object, message }) => `${object}: ${message.split(" let")[0]}`)).toEqual(
      ["the policies together", "the sender's policies", "the receiver's policies"].map((by) => `shop/web → shop/db 5432/TCP: ${by}`),
    );
  });

  test("reports what network.json names and the policies refuse", async () => {
    const extra = {
      from: { kind: "internet" },
      to: { kind: "service", name: "db", namespace: "shop" },
      port: 5432,
      protocol: "TCP",
      why: [],
    } as const;
    const document = { ...smallWorld.document, edges: [...smallWorld.document.edges, extra] };
    const { objections } = await compared(evaluator, { ...smallWorld, document });
    expect(objections.map(({ rule, object }) => `${rule} ${object}`)).toContain("refused 1.1.1.1 → shop/db 5432/TCP");
  });

  test("a pod on the machine's network is reported, because no policy holds for it", async () => {
    const onHost = smallObjects.map(({ path, object }) => {
      const spec = structuredClone(object.spec) as { template: { spec: { hostNetwork?: boolean } } };
      if (object.metadata.name !== "db") return { path, object };
      spec.template.spec.hostNetwork = true;
      return { path, object: { ...object, spec } };
    });
    const world = worldOf(onHost, shippedConfig, smallWorld.document);
    expect(world.pods.map(({ name }) => name)).not.toContain("shop/db");
    const { objections } = await compared(evaluator, world);
    expect(objections.filter(({ rule }) => rule === "host-network").map(({ object }) => object)).toEqual(["StatefulSet shop/db"]);
  });
});

describe("the world that is asked about", () => {
  test("has every port that a container listens on or a policy names, under both protocols, and one that nobody names", () => {
    expect(smallWorld.ports).toEqual([
      "53/TCP",
      "53/UDP",
      "443/TCP",
      "443/UDP",
      "5432/TCP",
      "5432/UDP",
      "8080/TCP",
      "8080/UDP",
      "1/TCP",
      "1/UDP",
      "1/SCTP",
    ]);
  });

  test("has an address of each set of ranges that the policies tell apart", () => {
    const setOf = (address: string) =>
      ["10.1.0.0/16", "10.1.2.0/24", "10.1.2.4/32"].filter((range) => AddressRange.parse(range).contains(address));
    const policy = (cidr: string, ...except: string[]) => ({
      name: "a",
      namespace: "a",
      spec: { podSelector: {}, policyTypes: ["Egress" as const], egress: [{ to: [{ ipBlock: { cidr, except } }] }] },
    });
    const sets = sampleAddresses([policy("10.1.0.0/16", "10.1.2.0/24"), policy("10.1.2.4/32")], shippedConfig).map(
      (address) => setOf(address).length,
    );
    expect([...new Set(sets)].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe("what the oracles answer", () => {
  const declared = [...declaredConnections(tinyWorld, "both")].filter((one) => !one.endsWith(" 53/TCP")).sort();

  test("NCA's lines, with ranges of addresses", () => {
    expect([...ncaConnections(recorded("nca.txt"), tinyWorld, "both", tinyWorld.ports)].sort()).toEqual(declared);
  });

  test.each([
    ["All connections", ["5432/TCP", "8080/TCP", "8080/UDP", "443/TCP", "53/UDP"]],
    ["{protocols:TCP}", ["5432/TCP", "8080/TCP", "443/TCP"]],
    ["{protocols:TCP, UDP,dst_ports:1-100,8080}", ["8080/TCP", "8080/UDP", "53/UDP"]],
    ["{protocols:TCP,dst_ports:5432},{protocols:UDP,dst_ports:53}", ["5432/TCP", "53/UDP"]],
  ])("NCA's words %s", (words, ports) => {
    const found = ncaConnections(`shop/web => shop/db : ${words}`, tinyWorld, "both", tinyWorld.ports);
    expect([...found]).toEqual(ports.map((port) => `shop/web → shop/db ${port}`));
  });

  test("words of NCA that nobody knows are no answer", () => {
    expect(() => ncaConnections("shop/web => shop/db : {protocols:all but TCP}", tinyWorld, "both", tinyWorld.ports)).toThrow(
      "nobody here can read",
    );
    expect(() => ncaConnections("", tinyWorld, "both", tinyWorld.ports)).toThrow("no connection at all");
  });

  test("NCA is given policies in the one order of types that it takes, and one end's alone", () => {
    const types = (input: string) => [...input.matchAll(/"policyTypes":(\[[^\]]*\])/g)].map(([, list]) => list);
    const reversed: World = {
      ...tinyWorld,
      policies: tinyWorld.policies.map((policy) => ({
        ...policy,
        spec: { ...policy.spec, policyTypes: [...policy.spec.policyTypes].reverse() },
      })),
    };
    expect(types(ncaInput(reversed, "both"))[0]).toBe('["Ingress","Egress"]');
    expect([...new Set(types(ncaInput(tinyWorld, "to")))]).toEqual(['["Ingress"]']);
  });

  test("cyclonus' tables, one of each direction a port", () => {
    const found = cyclonusConnections(recorded("cyclonus.txt"), playersOf(tinyWorld, tinyWorld.ports), tinyWorld.ports);
    expect([...(found.get("both") ?? [])].sort()).toEqual(declared);
    expect(found.get("to")).toContain("1.1.1.1 → shop/web 8080/TCP");
    expect(found.get("from")).toContain("shop/web → shop/db 5432/TCP");
    expect(found.get("from")).not.toContain("1.1.1.1 → shop/web 8080/TCP");
  });

  test("tables of cyclonus that are too small or too few are no answer", () => {
    const players = playersOf(smallWorld, tinyWorld.ports);
    expect(() => cyclonusConnections(recorded("cyclonus.txt"), players, tinyWorld.ports)).toThrow("no table of");
    expect(() => cyclonusConnections("", playersOf(tinyWorld, tinyWorld.ports), tinyWorld.ports)).toThrow("no table of");
  });
});
