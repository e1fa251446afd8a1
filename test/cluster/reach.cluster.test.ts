import { beforeAll, describe, expect, test } from "@jest/globals";
import { noInternet, portsOfTheInternet } from "./bed/addresses";
import { Bed } from "./bed/bed";
import { policyEngine } from "./bed/programs";
import { beyondTheInternet, declaredFor, declaredOutside, devices, theServer, undeclaredFor, undeclaredOutside } from "./reach/attempts";
import { edges, nameOf } from "./reach/declared-edges";
import { type Attempt, type Outcome, tryFromOutside, tryFromPod } from "./reach/probe";
import { numbersFrom, sample, seed } from "./reach/seed";
import { programSources, type Source, withRestingJobs } from "./reach/sources";
import { type Target, targetsOf } from "./reach/targets";
import { leaveOut, report } from "./report";

/** How many undeclared connections are tried at most from pods; those of the outside are all tried. */
const most = 4000;

const line = ({ from, to, host, port, protocol, out }: Outcome) => `${from} -> ${to} at ${host}:${port}/${protocol}: ${out}`;

describe("who reaches whom, by generated/docs/network.json", () => {
  const bed = Bed.here();
  let targets: readonly Target[];
  const outcomes: { readonly declared: Outcome[]; readonly undeclared: Outcome[] } = { declared: [], undeclared: [] };

  const probe = async (source: Source, undeclared: readonly Attempt[]) => {
    outcomes.declared.push(...(await tryFromPod(source.pid, declaredFor(source.name, targets))));
    outcomes.undeclared.push(...(await tryFromPod(source.pid, undeclared)));
  };

  beforeAll(async () => {
    targets = await targetsOf(bed);
    const next = numbersFrom(seed);
    const share = Math.ceil(most / new Set(edges.map(({ from }) => nameOf(from))).size);
    // What answers by UDP is little, and all of it is tried.
    const undeclared = ({ name }: Source) => {
      const all = policyEngine() ? undeclaredFor(name, targets) : [];
      const isUdp = ({ protocol }: Attempt) => protocol === "UDP";
      return [
        ...all.filter(isUdp),
        ...(policyEngine() ? beyondTheInternet(name) : []),
        ...sample(
          all.filter((each) => !isUdp(each)),
          share,
          next,
        ),
      ];
    };
    // Four at a time: a probe waits more than it works.
    const all = async (sources: readonly Source[]) => {
      const waiting = [...sources];
      const work = async () => {
        for (let source = waiting.shift(); source; source = waiting.shift()) await probe(source, undeclared(source));
      };
      await Promise.all([work(), work(), work(), work()]);
    };
    await all(await programSources(bed));
    await withRestingJobs(bed, all);
    for (const device of devices) {
      outcomes.declared.push(...(await tryFromOutside(device.address, declaredOutside(device, targets))));
      if (policyEngine()) outcomes.undeclared.push(...(await tryFromOutside(device.address, undeclaredOutside(device, targets))));
    }
    outcomes.declared.push(...(await tryFromPod(bed.nodes.vps.place.holder ?? 0, declaredOutside(theServer, targets))));
    if (!policyEngine()) leaveOut("what policies refuse", "KUBE_ROUTER_BIN names no policy engine; no registry has k3s' own");
    report("declared connections that were opened", `${outcomes.declared.length}`);
    const byUdp = outcomes.undeclared.filter(({ protocol }) => protocol === "UDP").length;
    report("undeclared connections that were tried", `${outcomes.undeclared.length}, ${byUdp} of them by UDP (SEED=${seed})`);
  });

  test("whatever is declared connects, by name, Service and address", () => {
    expect(outcomes.declared.filter(({ out }) => out !== "ok").map(line)).toEqual([]);
  });

  test("each declared connection was tried", () => {
    const tried = new Set(outcomes.declared.map(({ from, to }) => `${from} -> ${to}`));
    const outside = new Set<string>([...devices, theServer].map(({ kind }) => kind));
    const forgotten = edges
      .filter(({ from }) => !outside.has(from.kind))
      .map(({ from, to }) => `${nameOf(from)} -> ${nameOf(to)}`)
      .filter((edge) => !tried.has(edge));
    expect(forgotten).toEqual([]);
  });

  test("where no rule stands in the way, what is no part of the internet answers", async () => {
    const everywhere = noInternet.flatMap((host) => portsOfTheInternet.map((port) => ({ host, port })));
    const attempts = everywhere.map((each) => ({ from: "the server", to: "no part of the internet", protocol: "TCP" as const, ...each }));
    const silent = (await tryFromPod(bed.nodes.vps.place.holder ?? 0, attempts)).filter(({ out }) => out !== "ok");
    expect(silent.map(line)).toEqual([]);
    const callable = edges.filter(({ to, protocol }) => to.kind === "internet" && protocol === "TCP").map(({ port }) => port);
    expect([...portsOfTheInternet]).toEqual(expect.arrayContaining([...new Set(callable)]));
  });

  const whereHeld = policyEngine() ? test : test.skip;

  whereHeld("whatever is not declared is refused", () => {
    expect(outcomes.undeclared.filter(({ out }) => out === "ok").map(line)).toEqual([]);
    expect(outcomes.undeclared.length).toBeGreaterThan(3000);
    // Silence proves something only where others are answered.
    const answered = new Set(outcomes.declared.filter(({ protocol, out }) => protocol === "UDP" && out === "ok").map(({ to }) => to));
    expect([...answered]).toEqual(expect.arrayContaining(["cluster DNS", "LAN resolver", "internet", "home/adguard", "home/unifi"]));
  });
});
