import { certificateAuthority, type DnsRecord } from "../../charts/facts/dns-records";
import type { Verdict } from "../verdict";
import type { Answer, RecordType } from "./ask";

/** What somebody said to one question. */
export interface Said {
  readonly name: string;
  readonly type: RecordType;
  readonly answer: Answer;
}

/** What one of those who were asked has for a name. */
export interface Finding {
  readonly verdict: Verdict;
  readonly name: string;
  readonly type: RecordType;
  readonly found: string;
  /** What to do at the registrar; undefined where nothing is to be done there. */
  readonly fix: string | undefined;
}

/** What the server and its sites need of somebody in the internet: the records of the zone file, and no address of IPv6. */
export function compareOutside(wanted: readonly DnsRecord[], domain: string, said: readonly Said[]): Finding[] {
  const authorities = wanted.filter(({ type }) => type === "CAA").map(({ value }) => value);
  return said.map(({ name, type, answer }) => {
    if ("silence" in answer) return { verdict: "unknown", name, type, found: answer.silence, fix: undefined };
    const { records } = answer;
    if (type === "AAAA") return judged(name, type, records, records.length === 0, "remove it: the cluster speaks IPv4 alone");
    if (type === "A") {
      const [value = ""] = wanted.filter((record) => record.type === "A" && record.name === name).map((record) => record.value);
      return judged(name, type, records, isJust(records, value), `A ${value}${records.length > 0 ? ", and no other" : ""}`);
    }
    // A name without CAA records of its own has those of the domain (RFC 8659, 3).
    const isRight = records.length === 0 ? name !== domain : allowsUsAlone(records);
    return judged(
      name,
      type,
      records,
      isRight,
      name === domain ? authorities.map((value) => `CAA ${value}`).join("; ") : "remove it: those of the domain are enough",
    );
  });
}

/** What devices in the VPN need of the server's resolver: names of sites behind it lead into it, all others to the server. */
export function compareInside(addresses: ReadonlyMap<string, string>, said: readonly Said[]): Finding[] {
  return said.map(({ name, type, answer }) => {
    if ("silence" in answer) return { verdict: "unknown", name, type, found: answer.silence, fix: undefined };
    const { records } = answer;
    const isRight = type === "A" ? isJust(records, addresses.get(name)) : records.length === 0;
    const finding = judged(name, type, records, isRight, "");
    return { ...finding, fix: isRight ? undefined : "npx mk360 hosts set-up vps; what it asks others for, they may still remember" };
  });
}

function judged(name: string, type: RecordType, records: readonly string[], isRight: boolean, fix: string): Finding {
  const found = records.length === 0 ? "none" : records.join("; ");
  return { verdict: isRight ? "ok" : "wrong", name, type, found, fix: isRight ? undefined : fix };
}

function isJust(records: readonly string[], value: string | undefined): boolean {
  return records.length === 1 && records[0] === value;
}

/** Let's Encrypt may sign, with whatever conditions, and nobody else may, also not for all names at once. */
function allowsUsAlone(records: readonly string[]): boolean {
  const named = (tag: string) => records.flatMap((record) => new RegExp(`^\\d+ ${tag} "\\s*([^;"\\s]*)`).exec(record)?.[1] ?? []);
  const signers = named("issue");
  const others = [...signers, ...named("issuewild")].filter((authority) => authority !== "" && authority !== certificateAuthority);
  return signers.includes(certificateAuthority) && others.length === 0;
}
