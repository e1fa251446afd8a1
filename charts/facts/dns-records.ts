import type { Stack } from "../model/stack";
import { byText } from "../values/order";

/** A record that the owner enters at the registrar, in the words of a zone file. */
export interface DnsRecord {
  /** In full, without a dot at the end. */
  readonly name: string;
  readonly type: "A" | "CAA";
  readonly value: string;
}

/** Who may sign certificates for the names, as CAA records name it (Let's Encrypt, its documentation). */
export const certificateAuthority = "letsencrypt.org";

/** What the internet must be told of the domain: where each name leads, and that nobody else signs certificates for it. */
export function dnsRecords({ config, routes }: Stack): DnsRecord[] {
  const { domain, contact, machines } = config;
  const hosts = [...new Set(routes.map(({ host }) => host))].sort(byText);
  return [
    ...hosts.map((name): DnsRecord => ({ name, type: "A", value: machines.vps.publicAddress })),
    { name: domain, type: "CAA", value: `0 issue "${certificateAuthority}"` },
    { name: domain, type: "CAA", value: '0 issuewild ";"' },
    { name: domain, type: "CAA", value: `0 iodef "mailto:${contact}"` },
  ];
}
