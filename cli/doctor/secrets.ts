import type { Credential } from "../../charts/model/credential";
import { namespaces } from "../../charts/model/network";
import type { Stack } from "../../charts/model/stack";
import { missingSecrets } from "../status/secrets";
import type { Facts } from "./facts";
import { type Finding, ok, wrong } from "./finding";

/** The command that makes every secret that is missing and keeps the others. */
const make = "mk360 secrets init";

/** Every namespace is there, and every Secret where it is read. What is in a Secret is not looked at. */
export function secretFindings(stack: Stack, facts: Pick<Facts, "namespaces" | "secrets">): Finding[] {
  const missing = missingSecrets(stack, facts.secrets);
  const all = [...stack.credentials.values()].reduce((sum, places) => sum + places.length, 0);
  return [
    namespaceFinding(facts),
    ...(missing.length === 0 ? [ok("secrets", `all ${all} are there`)] : []),
    ...missing.map(({ credential, namespaces: places }) =>
      wrong(`secret ${credential.name}`, `missing in ${places.join(", ")}; it ${credential.purpose}`, fixOf(credential)),
    ),
  ];
}

function namespaceFinding({ namespaces: present }: Pick<Facts, "namespaces">): Finding {
  const missing = namespaces.filter(({ name }) => !present.some((namespace) => namespace.name === name)).map(({ name }) => name);
  if (missing.length === 0) return ok("namespaces", `all ${namespaces.length} are there`);
  return wrong("namespaces", `missing: ${missing.join(", ")}`, "kubectl apply -R -f dist/00-foundation");
}

function fixOf({ keys }: Credential): string {
  const asked = Object.values(keys).flatMap((origin) => (origin.kind === "given" ? [origin.what] : []));
  return asked.length === 0 ? make : `${make}, which needs from you: ${asked.join("; ")}`;
}
