import type { Stack } from "../model/stack";
import { dnsRecords } from "./dns-records";

/** The records in the form of RFC 1035, which registrars read in. Names are written in full, so that it is the same in any zone. */
export function zoneFile(stack: Stack): string {
  const { domain } = stack.config;
  const records = dnsRecords(stack);
  const widest = Math.max(...records.map(({ name }) => name.length));
  return [
    `; What this stack needs in the zone of ${domain}. Made by npm run synth; npx mk360 dns check compares it with the internet.`,
    "; Add it to what is there. Where mail goes (MX, and TXT for SPF, DKIM and DMARC) and where other names lead is not in it",
    "; and stays as it is, and so do the SOA and NS records of the registrar.",
    "$TTL 3600",
    ...records.map(({ name, type, value }) => `${`${name}.`.padEnd(widest + 1)} IN ${type.padEnd(3)} ${value}`),
    "",
  ].join("\n");
}
