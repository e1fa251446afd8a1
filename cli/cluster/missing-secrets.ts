import type { Credential } from "../../charts/model/access/credential";
import type { Stack } from "../../charts/model/stack";
import type { KubeMetadata } from "./objects";

/** A credential that not every namespace that reads it has. */
export interface MissingSecret {
  readonly credential: Credential;
  /** The namespaces that lack it. */
  readonly namespaces: readonly string[];
}

/** Which Secrets of the model the cluster lacks. What is in them was not read. */
export function missingSecrets(stack: Stack, secrets: readonly KubeMetadata[]): MissingSecret[] {
  const present = new Set(secrets.map(({ namespace, name }) => `${namespace}/${name}`));
  return [...stack.credentials]
    .map(([credential, namespaces]) => ({
      credential,
      namespaces: namespaces.filter((namespace) => !present.has(`${namespace}/${credential.name}`)),
    }))
    .filter(({ namespaces }) => namespaces.length > 0);
}
