import { namespaces } from "../../charts/model/network/network";
import type { Stack } from "../../charts/model/stack";
import { type MissingSecret, missingSecrets } from "../cluster/missing-secrets";
import { type Gap, gapsOf, openKeys } from "../committed/gaps";
import type { VisibleCredential } from "../committed/visible";
import type { Facts } from "./facts";
import { type Cause, type Finding, ok, wrong, wrongBy } from "./finding";
import { foundationMissing } from "./foundation";

type Visible = ReadonlyMap<string, VisibleCredential>;

/** Every namespace is there, and every Secret where it is read. `visible` is what secrets/ has to bring there. */
export function secretFindings(stack: Stack, facts: Pick<Facts, "namespaces" | "secrets">, visible: Visible): Finding[] {
  const missing = missingSecrets(stack, facts.secrets);
  const all = [...stack.credentials.values()].reduce((sum, places) => sum + places.length, 0);
  const gaps = missing.map((secret) => ({ secret, gap: gapOf(secret, visible) }));
  const notMade = gaps.filter(({ gap }) => gap?.step === "init").map(({ secret }) => secret);
  const toMake = neverMade(notMade, visible);
  return [
    namespaceFinding(facts),
    ...(missing.length === 0 ? [ok("secrets", `all ${all} are there`)] : []),
    ...gaps.map(({ secret, gap }) => secretFinding(secret, gap, toMake)),
  ];
}

function namespaceFinding({ namespaces: present }: Pick<Facts, "namespaces">): Finding {
  const missing = namespaces.filter(({ name }) => !present.some((namespace) => namespace.name === name)).map(({ name }) => name);
  if (missing.length === 0) return ok("namespaces", `all ${namespaces.length} are there`);
  return wrongBy(foundationMissing, "namespaces", `missing: ${missing.join(", ")}`);
}

/** What secrets/ has needs to be brought; what it has not is made first. */
function secretFinding({ credential, namespaces: places }: MissingSecret, gap: Gap | undefined, toMake: Cause): Finding {
  const [name, found] = [`secret ${credential.name}`, `missing in ${places.join(", ")}; it ${credential.purpose}`];
  if (gap === undefined) return wrongBy(notBrought, name, found);
  return gap.step === "init" ? wrongBy(toMake, name, found, gap.fix) : wrong(name, found, gap.fix);
}

function gapOf({ credential: { name, keys }, namespaces: places }: MissingSecret, visible: Visible): Gap | undefined {
  return gapsOf({ keys, namespaces: places }, visible.get(name))[0];
}

const notBrought: Cause = { name: "secrets of secrets/", fix: "mk360 secrets apply, or commit secrets/ for Flux" };

/** The owner's part is counted: the keys and what they are for would fill a screen, and init asks for each. */
function neverMade(missing: readonly MissingSecret[], visible: Visible): Cause {
  const asked = missing.filter(({ credential: { name, keys } }) => openKeys({ keys }, visible.get(name)).length > 0).length;
  const init = "mk360 secrets init, then mk360 secrets apply";
  return { name: "secrets", fix: asked === 0 ? init : `${init}; for ${asked} of them init asks you, and mk360 secrets list says for what` };
}
