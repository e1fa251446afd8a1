import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "../../charts/output/publish";
import { AddressRange } from "../../charts/values/address";
import type { Ends } from "../../test/support/reachability";
import { runFor } from "../programs";
import type { Oracle } from "./compare";
import { connection } from "./declared";
import type { Policy } from "./policy";
import type { PortAndProtocol, World } from "./world";

/** A pod of its simulation: what stands for it there, and the name that network.json has for it. */
interface Player {
  readonly key: string;
  readonly name: string;
  readonly ours: boolean;
  readonly pod: object;
}

/** The namespace of the pods that play addresses outside. It has no policy, and no selector of a policy names it. */
const outside = "outside";

/** cyclonus, a Go program that plays policies: it tries every pair under one port after another. */
export function cyclonusOracle(program: string): Oracle {
  return {
    name: "cyclonus",
    async allowed(world, asked, ports) {
      const folder = mkdtempSync(join(tmpdir(), "mk360-cyclonus-"));
      try {
        write(folder, new Map([["policies/all.json", policyList(world.policies)]]));
        const players = playersOf(world, ports);
        const parts = await Promise.all(shares(ports).map((share) => probe(program, folder, world, players, share)));
        return new Map(asked.map((ends) => [ends, new Set(parts.flatMap((part) => [...(part.get(ends) ?? [])]))]));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** One share for each core, because the program uses one alone. */
function shares(ports: readonly PortAndProtocol[]): PortAndProtocol[][] {
  const count = Math.min(availableParallelism(), ports.length);
  return Array.from({ length: count }, (_, share) => ports.filter((__, at) => at % count === share));
}

async function probe(program: string, folder: string, world: World, players: readonly Player[], ports: readonly PortAndProtocol[]) {
  const model = `probe-${ports[0]?.replace("/", "-")}.json`;
  write(folder, new Map([[model, probeModel(world, players, ports)]]));
  const flags = [
    "--simplify-policies=false",
    "--policy-path",
    join(folder, "policies"),
    "--mode",
    "probe",
    "--probe-path",
    join(folder, model),
  ];
  return cyclonusConnections(await runFor([0], program, ["analyze", ...flags]), players, ports);
}

function policyList(policies: readonly Policy[]): string {
  const items = policies.map(({ name, namespace, spec }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  }));
  return JSON.stringify({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicyList", items });
}

/** Short names, because its tables break long ones into lines; a pod has an address of the range that k3s gives to pods. */
export function playersOf({ pods, addresses, config }: World, ports: readonly PortAndProtocol[]): Player[] {
  const containers = [...new Set(ports.map((port) => Number(port.split("/")[0])))].map((Port) => ({ Name: "main", Port, Protocol: "TCP" }));
  const range = AddressRange.parse(`${config.network.pods}`);
  const player = (namespace: string, at: number, rest: object, name: string, ours: boolean): Player => {
    const short = `p${at}`;
    return { key: `${namespace}/${short}`, name, ours, pod: { Namespace: namespace, Name: short, Containers: containers, ...rest } };
  };
  return [
    ...pods.map(({ namespace, labels, name, ours }, at) => player(namespace, at, { Labels: labels, IP: range.at(at + 2) }, name, ours)),
    ...addresses.map((address, at) => player(outside, pods.length + at, { Labels: {}, IP: address }, address, false)),
  ];
}

function probeModel({ namespaces }: World, players: readonly Player[], ports: readonly PortAndProtocol[]): string {
  return JSON.stringify({
    Resources: { Namespaces: { ...namespaces, [outside]: {} }, Pods: players.map(({ pod }) => pod) },
    Probes: ports.map((port) => ({ Port: Number(port.split("/")[0]), Protocol: port.split("/")[1] })),
  });
}

const tables: readonly (readonly [head: string, ends: Ends])[] = [
  ["Ingress:", "to"],
  ["Egress:", "from"],
  ["Combined:", "both"],
];

/** Reads three tables a port, in the order of the ports: `.` is allowed, `X` is not. */
export function cyclonusConnections(output: string, players: readonly Player[], ports: readonly PortAndProtocol[]): Map<Ends, Set<string>> {
  const found = new Map(tables.map(([, ends]) => [ends, new Set<string>()]));
  const byKey = new Map(players.map((player) => [player.key, player]));
  for (const [head, ends] of tables) {
    const sections = output.split(`\n${head}\n`).slice(1);
    for (const [at, port] of ports.entries()) {
      const rows = rowsOf(sections[at] ?? "");
      // Columns and rows are in the same order.
      const columns = rows.map(([key = ""]) => byKey.get(key));
      if (rows.length !== players.length || rows.some((row) => row.length !== players.length + 1)) {
        throw new Error(`cyclonus has no table of ${players.length} places for port ${port}`);
      }
      for (const [row, from] of columns.entries()) {
        for (const [column, to] of columns.entries()) {
          const cell = rows[row]?.[column + 1];
          if (!from || !to || (cell !== "." && cell !== "X")) throw new Error(`cyclonus writes "${cell}" for port ${port}`);
          const isAsked = from !== to && ((ends !== "to" && from.ours) || (ends !== "from" && to.ours));
          if (isAsked && cell === ".") found.get(ends)?.add(connection(from.name, to.name, port));
        }
      }
    }
  }
  return found;
}

/** The rows of the first table in a text, each as its cells; the one with the names of the columns begins with an empty cell. */
function rowsOf(text: string): string[][] {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !/^[+|]/.test(line));
  return lines
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first]) => first !== "");
}
