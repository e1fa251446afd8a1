import type { SecretEntry } from "../../charts/facts/secrets";
import { expiryOf } from "./authority";
import type { SecretStore } from "./store";

/** A credential that holds a certificate of a server or a client, and when that ends. */
export interface CertificateEnd {
  readonly name: string;
  readonly certificate: string;
  readonly ends: Date;
}

/** The certificates of the declared credentials that exist, the authority's own aside; the next to end first. */
export function certificateEnds(store: SecretStore, declared: readonly SecretEntry[]): CertificateEnd[] {
  return declared
    .flatMap(({ name, keys }) => {
      const key = Object.keys(keys).find((each) => isCertificate(keys[each]));
      const certificate = key === undefined ? undefined : store.valuesOf(name)[key];
      return certificate === undefined ? [] : [{ name, certificate, ends: expiryOf(certificate) }];
    })
    .sort((a, b) => a.ends.getTime() - b.ends.getTime());
}

/** Whether a credential follows from the internal authority: another authority is another certificate for it. */
export function followsAuthority({ keys }: Pick<SecretEntry, "keys">): boolean {
  return Object.values(keys).some(({ kind }) => kind === "ca" || kind === "certificate");
}

function isCertificate(origin: SecretEntry["keys"][string] | undefined): boolean {
  return origin?.kind === "certificate" && origin.part === "certificate";
}
