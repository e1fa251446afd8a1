import { existsSync } from "node:fs";
import { publishFile } from "../../charts/output/publish";
import { withoutComment } from "./holders";

export const rulesFile = ".sops.yaml";

/**
 * Where the recipients stand, so that `sops edit` on a file of secrets/ works as it stands. Returns whether it was made.
 * @param cluster the public halves of all who read secrets/cluster.
 */
export function ensureRules(owner: string, cluster: readonly string[]): boolean {
  if (existsSync(rulesFile)) return false;
  publishFile(rulesFile, rules(owner, [...new Set(cluster.map(withoutComment))].join(",")));
  return true;
}

const rules = (
  owner: string,
  cluster: string,
) => `# Who can read secrets/. More recipients may follow after commas; then: sops updatekeys FILE.
creation_rules:
  # The key of the internal certificate authority: every value is encrypted, for its owner alone.
  - path_regex: ^secrets/authority\\.yaml$
    age: ${owner}
  # Secrets as Flux decrypts them, with the second key: their values are encrypted, their names can be read.
  - path_regex: ^secrets/cluster/.*\\.yaml$
    encrypted_regex: ^(data|stringData)$
    age: ${cluster}
`;
