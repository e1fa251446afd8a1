import { existsSync } from "node:fs";
import { publishFile } from "../../charts/output/publish";

export const rulesFile = ".sops.yaml";

/** Where the age recipient stands, so that `sops edit` on a file of secrets/ works as it stands. Returns whether it was made. */
export function ensureRules(recipient: string): boolean {
  if (existsSync(rulesFile)) return false;
  publishFile(rulesFile, rules(recipient));
  return true;
}

const rules = (recipient: string) => `# Who can read secrets/. More recipients may follow after commas; then: sops updatekeys FILE.
creation_rules:
  # The key of the internal certificate authority: every value is encrypted, and it never goes into the cluster.
  - path_regex: ^secrets/authority\\.yaml$
    age: ${recipient}
  # Secrets as Flux decrypts them: their values are encrypted, their names can be read.
  - path_regex: ^secrets/cluster/.*\\.yaml$
    encrypted_regex: ^(data|stringData)$
    age: ${recipient}
`;
