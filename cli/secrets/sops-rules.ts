import { existsSync } from "node:fs";
import { publishFile } from "../../charts/output/publish";

export const rulesFile = ".sops.yaml";

/** Where the age recipients stand, so that `sops edit` on a file of secrets/ works as it stands. Returns whether it was made. */
export function ensureRules(owner: string, flux: string): boolean {
  if (existsSync(rulesFile)) return false;
  publishFile(rulesFile, rules(owner, flux));
  return true;
}

const rules = (
  owner: string,
  flux: string,
) => `# Who can read secrets/. More recipients may follow after commas; then: sops updatekeys FILE.
creation_rules:
  # The key of the internal certificate authority: every value is encrypted, for its owner alone.
  - path_regex: ^secrets/authority\\.yaml$
    age: ${owner}
  # Secrets as Flux decrypts them, with the second key: their values are encrypted, their names can be read.
  - path_regex: ^secrets/cluster/.*\\.yaml$
    encrypted_regex: ^(data|stringData)$
    age: ${owner},${flux}
`;
