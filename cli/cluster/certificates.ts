import { X509Certificate } from "node:crypto";
import type { Credential } from "../../charts/model/access/credential";
import type { Stack } from "../../charts/model/stack";
import { ownLifetime } from "../../charts/model/time/certificate-lifetime";
import { secondsBetween, spanOf } from "../text/age";
import type { Verdict } from "../verdict";
import type { KubeMetadata, KubeSecret } from "./objects";
import { certificateLabel } from "./secret-labels";

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
export const warningDays = ownLifetime.warning.seconds / day;

/** A certificate with what is wrong with it, apart from what mends it. */
export interface JudgedCertificate extends Omit<CertificateRow, "problem"> {
  readonly fault: CertificateFault | undefined;
}

export interface CertificateFault {
  readonly found: string;
  /** The next step in passing, for `mk360 status`. */
  readonly advice: string;
  /** The next step as it is typed, for `mk360 doctor`. */
  readonly fix: string;
}

const renew = "mk360 secrets renew makes a new one";
const deliver = "mk360 secrets apply; with Flux commit secrets/";

/** A row for each certificate that is in the cluster; one that is missing is among the secrets. */
export function certificateRows(stack: Stack, parts: CertificateParts): CertificateRow[] {
  return judgedCertificates(stack, parts).map(({ fault, ...row }) => ({ ...row, problem: fault && `${fault.found}; ${fault.advice}` }));
}

/** What of the cluster they are judged by. */
interface CertificateParts {
  readonly at: Date;
  readonly secrets: readonly KubeMetadata[];
  /** Those that hold certificates, with their content. */
  readonly certificates: readonly KubeSecret[];
}

/** The same as {@link certificateRows}, for who says what mends it in a place of its own. */
export function judgedCertificates(stack: Stack, { certificates, secrets, at }: CertificateParts): JudgedCertificate[] {
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

type Judgement = Pick<JudgedCertificate, "verdict" | "fault">;

function judge(
  credential: Credential,
  key: string,
  read: readonly KubeSecret[],
  present: readonly KubeMetadata[],
  authorities: readonly X509Certificate[],
  at: Date,
): Judgement {
  const unread = present.filter((secret) => !read.some(({ metadata }) => metadata.namespace === secret.namespace));
  if (unread[0]) return { verdict: "unproven", fault: notLabelled(unread[0]) };
  const isLeaf = credential.keys[key]?.kind === "certificate";
  const texts = read.map((secret) => textOf(secret, key));
  const chains = texts.map(parse);
  const bad = chains.findIndex((chain) => chain.length === 0);
  if (bad !== -1) return wrong(`${key} in ${read[bad]?.metadata.namespace} is no certificate`, ...replaced(credential, isLeaf));
  const all = chains.flat();
  const end = all.map(endOf).sort()[0] ?? "";
  const left = secondsBetween(at, end);
  if (left <= 0) return wrong(`ended ${spanOf(-left)} ago`, renew, renewing());
  const early = all.find(({ validFrom }) => secondsBetween(new Date(validFrom), at) < 0);
  if (early) return wrong(`is not valid before ${new Date(early.validFrom).toISOString()}`, "check the clocks");
  if (isLeaf && authorities.length > 0 && chains.some(([leaf]) => leaf && !authorities.some(({ publicKey }) => leaf.verify(publicKey))))
    return wrong("is not signed by the internal authority", ...replaced(credential, isLeaf));
  const different = new Set(chains.map((chain) => chain.map(({ fingerprint256 }) => fingerprint256).join()));
  if (different.size > 1) return wrong("is not the same in all namespaces", "apply the secrets again", deliver);
  if (left < warningDays * day)
    return { verdict: "warning", fault: { found: `ends in ${Math.floor(left / day)} d`, advice: renew, fix: renewing() } };
  return { verdict: "ok", fault: undefined };
}

function wrong(found: string, advice: string, fix = advice): Judgement {
  return { verdict: "wrong", fault: { found, advice, fix } };
}

/** What ends soon is renewed without its name, and with it the authority; what is wrong in another way is named. */
function renewing(name = ""): string {
  const command = ["mk360 secrets renew", name].join(" ").trim();
  return `${command} --apply; with Flux ${command}, then commit secrets/ and dist/`;
}

/** The authority's own certificate is not renewed by its name; the one that secrets/ has is brought again. */
function replaced({ name }: Credential, isLeaf: boolean): [advice: string, fix: string] {
  return isLeaf ? [renew, renewing(name)] : ["apply the secrets again", deliver];
}

function notLabelled({ name, namespace }: KubeMetadata): CertificateFault {
  const label = `kubectl -n ${namespace} label secret ${name} ${certificateLabel}=true`;
  return { found: "not read, because it is not labelled as a certificate", advice: label, fix: label };
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
