import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { places, vps } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { lowerFirewall, raiseFirewall } from "./bed/firewall";
import { declaredFor, declaredOutside, devices } from "./reach/attempts";
import { type Outcome, tryFromOutside, tryFromPod } from "./reach/probe";
import { programSources } from "./reach/sources";
import { type Target, targetsOf } from "./reach/targets";
import { report } from "./report";

const line = ({ from, to, host, port, protocol, out }: Outcome) => `${from} -> ${to} at ${host}:${port}/${protocol}: ${out}`;

/** What policies refuse was tried before, without it: a firewall in front would have hidden what they let through. */
describe("behind the firewalls of generated/hosts", () => {
  const bed = Bed.here();
  const nodes = Object.values(bed.nodes);
  let targets: readonly Target[];

  beforeAll(async () => {
    targets = await targetsOf(bed);
    for (const node of nodes) raiseFirewall(node);
  });
  afterAll(() => {
    for (const node of nodes) lowerFirewall(node);
  });

  test("whatever is declared connects all the same, from pods and from outside", async () => {
    const outcomes: Outcome[] = [];
    for (const { pid, name } of await programSources(bed)) outcomes.push(...(await tryFromPod(pid, declaredFor(name, targets))));
    for (const device of devices) outcomes.push(...(await tryFromOutside(device.address, declaredOutside(device, targets))));
    report("declared connections that were opened behind the firewalls", `${outcomes.length}`);
    expect(outcomes.filter(({ out }) => out !== "ok").map(line)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(200);
  });

  test("the API server still reads the logs of pods on both machines", async () => {
    for (const program of ["deployment/caddy-public", "deployment/caddy-home"]) {
      const namespace = program.endsWith("home") ? "home" : "edge";
      const { code, stderr } = await bed.kubectl("-n", namespace, "logs", program, "--tail=1");
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    }
  });

  test("what no policy stands before is closed too: the machines' own ports", async () => {
    const ports = [10250, 6443, 2379];
    const attempts = ports.map((port) => ({ from: "somebody", to: "the server", protocol: "TCP" as const, host: vps.public, port }));
    expect((await tryFromOutside(places.somebody, attempts)).filter(({ out }) => out === "ok").map(line)).toEqual([]);
  });
});
