import { networkInterfaces } from "node:os";
import { dnsRecords } from "../../charts/facts/dns-records";
import { vpnResolver } from "../../charts/model/network/resolver";
import type { Stack } from "../../charts/model/stack";
import { groupedBy } from "../../charts/values/order";
import type { Verdict } from "../verdict";
import { type Asked, asking, nameServersOf, type RecordType } from "./ask";
import { compareInside, compareOutside, type Finding, type Said } from "./compare";

/** All that one of them said, compared with what it should say. */
export interface Judged extends Asked {
  /** For whom it answers: the whole internet, or the VPN alone. */
  readonly place: "internet" | "vpn";
  /** Why there are no findings; undefined where it answers. */
  readonly silence: string | undefined;
  readonly findings: readonly Finding[];
}

/** Whoever is asked for more at one time may take it for an attack. */
const atOnce = 6;

type Question = readonly [name: string, type: RecordType];

/** Asks the registrar's name servers, the public resolvers and that of the VPN, or in place of the first two those that are named. */
export async function checkDns(stack: Stack, named: readonly string[]): Promise<Judged[]> {
  const { domain } = stack.config;
  const { address, elsewhere, names } = vpnResolver(stack);
  const records = dnsRecords(stack);
  const addresses = new Map(records.flatMap(({ name, type, value }) => (type === "A" ? [[name, names.get(name) ?? value] as const] : [])));
  const hosts = [...addresses.keys()];
  const outside = named.length > 0 ? named.map(plainly) : [...(await nameServersOf(domain, elsewhere)), ...elsewhere.map(plainly)];
  const inside = { words: "the server's resolver", address };
  const ofOutside: Question[] = [...questions(hosts, "A", "AAAA", "CAA"), [domain, "CAA"]];
  return Promise.all([
    ...outside.map((asked) => judge(asked, "internet", ofOutside, (said) => compareOutside(records, domain, said))),
    isInVpn(stack)
      ? judge(inside, "vpn", questions(hosts, "A", "AAAA"), (said) => compareInside(addresses, said))
      : { ...inside, place: "vpn", silence: "not asked: this computer is not in the VPN", findings: [] },
  ]);
}

/** What all of it comes to: what nobody in the internet answers was not proven. */
export function verdictsOf(judged: readonly Judged[]): Verdict[] {
  const findings = judged.filter(({ place }) => place === "internet").flatMap((one) => one.findings);
  const byQuestion = groupedBy(findings, ({ name, type }) => `${name} ${type}`);
  const isProven = byQuestion.size > 0 && [...byQuestion.values()].every((own) => own.some(({ verdict }) => verdict !== "unknown"));
  return [...(isProven ? [] : (["unproven"] as const)), ...judged.flatMap((one) => one.findings.map(({ verdict }) => verdict))];
}

/** Elsewhere whoever hands out names in a network may answer in its place. */
function isInVpn({ config }: Stack): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
  return own.some((address) => config.network.wireguard.contains(address));
}

const plainly = (address: string): Asked => ({ words: "resolver", address });

const questions = (hosts: readonly string[], ...types: RecordType[]): Question[] =>
  hosts.flatMap((host) => types.map((type) => [host, type] as const));

/** Who does not answer the first question is asked no other: each would wait as long. */
async function judge(
  asked: Asked,
  place: Judged["place"],
  all: readonly Question[],
  compare: (said: readonly Said[]) => Finding[],
): Promise<Judged> {
  const ask = asking(asked);
  const [first] = all;
  const answer = first && (await ask(...first));
  if (answer && "silence" in answer) return { ...asked, place, silence: answer.silence, findings: [] };
  const said: Said[] = [];
  for (let next = 0; next < all.length; next += atOnce) {
    const some = all.slice(next, next + atOnce).map(async ([name, type]): Promise<Said> => ({ name, type, answer: await ask(name, type) }));
    said.push(...(await Promise.all(some)));
  }
  return { ...asked, place, silence: undefined, findings: compare(said) };
}
