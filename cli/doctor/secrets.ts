import { namespaces } from "../../charts/model/network";
import type { Stack } from "../../charts/model/stack";
import { gapsOf } from "../secrets/gaps";
import type { VisibleCredential } from "../secrets/visible";
import { type MissingSecret, missingSecrets } from "../status/secrets";
import type { Facts } from "./facts";
import { type Finding, ok, wrong } from "./finding";

/** Every namespace is there, and every Secret where it is read. `visible` is what secrets/ has to bring there. */
export function secretFindings(
  stack: Stack,
  facts: Pick<Facts, "namespaces" | "secrets">,
  visible: ReadonlyMap<string, VisibleCredential>,
): Finding[] {
  const missing = missingSecrets(stack, facts.secrets);
  const all = [...stack.credentials.values()].reduce((sum, places) => sum + places.length, 0);
  return [
    namespaceFinding(facts),
    ...(missing.length === 0 ? [ok("secrets", `all ${all} are there`)] : []),
    ...missing.map((secret) => {
      const { name, purpose } = secret.credential;
      return wrong(`secret ${name}`, `missing in ${secret.namespaces.join(", ")}; it ${purpose}`, fixOf(secret, visible.get(name)));
    }),
  ];
}

function namespaceFinding({ namespaces: present }: Pick<Facts, "namespaces">): Finding {
  const missing = namespaces.filter(({ name }) => !present.some((namespace) => namespace.name === name)).map(({ name }) => name);
  if (missing.length === 0) return ok("namespaces", `all ${namespaces.length} are there`);
  return wrong("namespaces", `missing: ${missing.join(", ")}`, "kubectl apply -R -f dist/00-foundation");
}

/** What secrets/ has needs to be brought; what it has not is made first. */
function fixOf({ credential, namespaces: places }: MissingSecret, found: VisibleCredential | undefined): string {
  const [gap] = gapsOf({ keys: credential.keys, namespaces: places }, found);
  return gap?.fix ?? "mk360 secrets apply, or commit secrets/ for Flux";
}
