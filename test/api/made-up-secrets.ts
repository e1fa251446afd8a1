import { partOf } from "../../charts/kit/labels";
import type { Credential } from "../../charts/model/access/credential";
import type { Stack } from "../../charts/model/stack";
import { certificateLabel } from "../../cli/cluster/secret-labels";
import { day, type TestAuthority } from "../support/certificates";

/** When the certificate of a credential ends; undefined for the usual two years. */
export type Ends = Readonly<Record<string, Date>>;

/** Every Secret of the stack as the owner's command makes it, with certificates that are real and all else made up. */
export async function madeUpSecrets(stack: Stack, authority: TestAuthority, ends: Ends = {}): Promise<object[]> {
  const lists = [...stack.credentials].map(async ([credential, namespaces]) => {
    const data = await dataOf(credential, authority, ends);
    const holdsCertificate = Object.values(credential.keys).some(({ kind }) => kind === "certificate" || kind === "ca");
    const labels = { ...partOf, ...(holdsCertificate ? { [certificateLabel]: "true" } : {}) };
    return namespaces.map((namespace) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: credential.name, namespace, labels },
      data,
    }));
  });
  return (await Promise.all(lists)).flat();
}

async function dataOf({ name, keys }: Credential, authority: TestAuthority, ends: Ends): Promise<Record<string, string>> {
  const values = Object.entries(keys).map(async ([key, origin]) => {
    if (origin.kind === "ca") return [key, authority.pem];
    const isCertificate = origin.kind === "certificate" && origin.part === "certificate";
    return [key, isCertificate ? await authority.leaf(ends[name] ?? new Date(Date.now() + 730 * day)) : "made up"];
  });
  const texts = (await Promise.all(values)) as [string, string][];
  return Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString("base64")]));
}
