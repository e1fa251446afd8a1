import { X509Certificate } from "node:crypto";
import type { Credential } from "../../charts/model/credential";
import type { Stack } from "../../charts/model/stack";
import type { KubeMetadata, KubeSecret } from "../cluster/objects";
import { certificateLabel } from "../cluster/secret-labels";
import { lifetime } from "../secrets/lifetime";
import type { Verdict } from "../verdict";
import { secondsBetween, spanOf } from "./age";
import type { Snapshot } from "./snapshot";

/** One certificate of the internal authority, as it is in the namespaces that read it. */
export interface CertificateRow {
  readonly name: string;
  readonly key: string;
  readonly namespaces: readonly string[];
  readonly ends: string | undefined;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

const day = 86_400;
/** How long before its end a certificate is named. */
export const warningDays = lifetime.warning.seconds / day;
const renew = "mk360 secrets renew makes a new one";

/** A row for each certificate that is in the cluster; one that is missing is among the secrets. */
export function certificateRows(stack: Stack, { certificates, secrets, at }: Snapshot): CertificateRow[] {
  const authorities = authoritiesIn(stack, certificates);
  return [...stack.credentials].flatMap(([credential, namespaces]) =>
    certificateKeysOf(credential).flatMap((key) => {
      const present = secrets.filter((secret) => secret.name === credential.name && namespaces.includes(secret.namespace ?? ""));
      if (present.length === 0) return [];
      const read = certificates.filter((secret) => isOneOf(secret, credential, namespaces));
      const places = present.map(({ namespace = "" }) => namespace).sort();
      const ends = read.flatMap((secret) => earliestEnd(textOf(secret, key)) ?? []).sort()[0];
      const judged = judge(credential, key, read, present, authorities, at);
      return [{ name: credential.name, key, namespaces: places, ends, ...judged }];
    }),
  );
}

/** The keys of a credential that hold certificates of ours. */
export function certificateKeysOf({ keys }: Credential): string[] {
  return Object.entries(keys)
    .filter(([, origin]) => origin.kind === "ca" || (origin.kind === "certificate" && origin.part === "certificate"))
    .map(([key]) => key);
}

type Judgement = Pick<CertificateRow, "verdict" | "problem">;

function judge(
  credential: Credential,
  key: string,
  read: readonly KubeSecret[],
  present: readonly KubeMetadata[],
  authorities: readonly X509Certificate[],
  at: Date,
): Judgement {
  const unread = present.filter((secret) => !read.some(({ metadata }) => metadata.namespace === secret.namespace));
  if (unread[0]) return { verdict: "warning", problem: notLabelled(unread[0]) };
  const texts = read.map((secret) => textOf(secret, key));
  const chains = texts.map(parse);
  const bad = chains.findIndex((chain) => chain.length === 0);
  if (bad !== -1) return { verdict: "wrong", problem: `${key} in ${read[bad]?.metadata.namespace} is no certificate; ${renew}` };
  const all = chains.flat();
  const end = all.map(endOf).sort()[0] ?? "";
  const left = secondsBetween(at, end);
  if (left <= 0) return { verdict: "wrong", problem: `ended ${spanOf(-left)} ago; ${renew}` };
  const early = all.find(({ validFrom }) => secondsBetween(new Date(validFrom), at) < 0);
  if (early) return { verdict: "wrong", problem: `is not valid before ${new Date(early.validFrom).toISOString()}; check the clocks` };
  const isLeaf = credential.keys[key]?.kind === "certificate";
  if (isLeaf && authorities.length > 0 && chains.some(([leaf]) => leaf && !authorities.some(({ publicKey }) => leaf.verify(publicKey))))
    return { verdict: "wrong", problem: `is not signed by the internal authority; ${renew}` };
  const different = new Set(chains.map((chain) => chain.map(({ fingerprint256 }) => fingerprint256).join()));
  if (different.size > 1) return { verdict: "wrong", problem: "is not the same in all namespaces; apply the secrets again" };
  if (left < warningDays * day) return { verdict: "warning", problem: `ends in ${Math.floor(left / day)} d; ${renew}` };
  return { verdict: "ok", problem: undefined };
}

function notLabelled({ name, namespace }: KubeMetadata): string {
  return `not read, because it is not labelled as a certificate; kubectl -n ${namespace} label secret ${name} ${certificateLabel}=true`;
}

function authoritiesIn(stack: Stack, certificates: readonly KubeSecret[]): X509Certificate[] {
  return [...stack.credentials].flatMap(([credential, namespaces]) =>
    Object.entries(credential.keys)
      .filter(([, origin]) => origin.kind === "ca")
      .flatMap(([key]) =>
        certificates.filter((secret) => isOneOf(secret, credential, namespaces)).flatMap((secret) => parse(textOf(secret, key))),
      ),
  );
}

function isOneOf({ metadata }: KubeSecret, credential: Credential, namespaces: readonly string[]): boolean {
  return metadata.name === credential.name && namespaces.includes(metadata.namespace ?? "");
}

function textOf({ data }: KubeSecret, key: string): string {
  return Buffer.from(data?.[key] ?? "", "base64").toString("utf8");
}

/** Every certificate of a PEM text; none when one of them cannot be read. */
function parse(text: string): X509Certificate[] {
  try {
    return (text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((pem) => new X509Certificate(pem));
  } catch {
    return [];
  }
}

function earliestEnd(text: string): string | undefined {
  return parse(text).map(endOf).sort()[0];
}

function endOf({ validTo }: X509Certificate): string {
  return new Date(validTo).toISOString();
}
