import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { write } from "../../charts/output/publish";
import { AddressRange } from "../../charts/values/address";
import type { Ends } from "../../test/support/reachability";
import { runFor } from "../programs";
import type { Oracle } from "./compare";
import { connection } from "./declared";
import type { Policy } from "./policy";
import type { PortAndProtocol, World } from "./world";

/** NCA, the network configuration analyser: a Python program that reckons with whole ranges of addresses and ports. */
export function ncaOracle(program: string): Oracle {
  return {
    name: "nca",
    async allowed(world, asked, ports) {
      const answers = new Map<Ends, Set<string>>();
      for (const ends of asked) answers.set(ends, await ask(program, world, ends, ports));
      return answers;
    },
  };
}

async function ask(program: string, world: World, ends: Ends, ports: readonly PortAndProtocol[]): Promise<Set<string>> {
  const folder = mkdtempSync(join(tmpdir(), "mk360-nca-"));
  try {
    write(folder, new Map([["resources.yaml", ncaInput(world, ends)]]));
    const flags = ["--connectivity", "--resource_list", folder, "--output_endpoints", "pods", "--output_format", "txt_no_fw_rules"];
    return ncaConnections(await runFor([0], program, flags), world, ends, ports);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Namespaces, pods and policies. It knows no question about one end alone, so the policies of the other are left out. */
export function ncaInput({ namespaces, pods, policies }: World, ends: Ends): string {
  const objects = [
    ...Object.entries(namespaces).map(([name, labels]) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } })),
    ...pods.map(({ name, namespace, labels }) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: name.slice(namespace.length + 1), namespace, labels },
      spec: { containers: [{ name: "main", image: "none" }] },
    })),
    ...policies.flatMap((policy) => {
      const kept = oneEnd(policy, ends);
      return kept ? [{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", ...kept }] : [];
    }),
  ];
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
}

/** It refuses a policy whose types are not in this order, and one that has rules of a direction without its type. */
function oneEnd({ name, namespace, spec }: Policy, ends: Ends): object | undefined {
  const wanted = { both: ["Ingress", "Egress"], from: ["Egress"], to: ["Ingress"] }[ends];
  const policyTypes = wanted.filter((type) => spec.policyTypes.some((own) => own === type));
  if (policyTypes.length === 0) return undefined;
  const { ingress, egress, podSelector } = spec;
  return {
    metadata: { name, namespace },
    spec: {
      podSelector,
      policyTypes,
      ...(ingress && policyTypes.includes("Ingress") ? { ingress } : {}),
      ...(egress && policyTypes.includes("Egress") ? { egress } : {}),
    },
  };
}

/** Reads lines such as `public/n8n => storage/postgres : {protocols:TCP,dst_ports:5432}`, with a range of addresses in the place of a pod. */
export function ncaConnections(output: string, { pods, addresses }: World, ends: Ends, ports: readonly PortAndProtocol[]): Set<string> {
  const ours = new Set(pods.filter((pod) => pod.ours).map(({ name }) => name));
  const names = new Set(pods.map(({ name }) => name));
  const placesOf = (text: string): readonly string[] => {
    if (names.has(text)) return [text];
    const [first = "", last = first] = text.split("-");
    return addresses.filter((address) => isBetween(first, address, last));
  };
  const found = new Set<string>();
  const lines = output.split("\n").filter((line) => line.includes(" => "));
  if (lines.length === 0) throw new Error(`nca names no connection at all: ${output.slice(0, 200)}`);
  for (const line of lines) {
    const [, source = "", target = "", what = ""] = /^(\S+) => (\S+) : (.+)$/.exec(line) ?? [];
    const takes = portsIn(what);
    for (const from of placesOf(source)) {
      for (const to of placesOf(target)) {
        const isAsked = from !== to && ((ends !== "to" && ours.has(from)) || (ends !== "from" && ours.has(to)));
        if (isAsked) for (const port of ports) if (takes(port)) found.add(connection(from, to, port));
      }
    }
  }
  return found;
}

function isBetween(first: string, address: string, last: string): boolean {
  const number = (text: string) =>
    AddressRange.parse(`${text}/32`)
      .at(0)
      .split(".")
      .reduce((sum, part) => sum * 256 + Number(part), 0);
  return number(first) <= number(address) && number(address) <= number(last);
}

/** `All connections`, or groups such as `{protocols:TCP, UDP,dst_ports:53,8000-8080}`. */
function portsIn(text: string): (port: PortAndProtocol) => boolean {
  if (text === "All connections") return () => true;
  const group = /\{protocols:([A-Z]+(?:, [A-Z]+)*)(?:,dst_ports:([\d,-]+))?\}/g;
  if (text.replace(group, "").replace(/,/g, "") !== "") throw new Error(`nca says "${text}", which nobody here can read`);
  const groups = [...text.matchAll(group)].map(([, protocols = "", numbers = "1-65535"]) => ({
    protocols: protocols.split(", "),
    spans: numbers.split(",").map((span) => span.split("-").map(Number)),
  }));
  return (port) => {
    const [number = "", protocol = ""] = port.split("/");
    return groups.some(
      ({ protocols, spans }) =>
        protocols.includes(protocol) && spans.some(([first = 0, last = first]) => first <= Number(number) && Number(number) <= last),
    );
  };
}
