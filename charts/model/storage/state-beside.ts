import { type Fault, Refusal } from "../../config/refusal";
import { byText } from "../../values/order";
import { type Credential, isLasting } from "../access/credential";
import { type Grant, holdsData } from "../grant";
import type { Stack } from "../stack";
import type { Workload } from "../workload";

/** State that is no object of its own: a database of a provider, or a secret that cannot be made again. */
export interface StateBeside {
  readonly kind: "Database" | "Secret";
  /** `provider/database`, or `secrets/credential`. */
  readonly name: string;
  /** The service that it was made for. */
  readonly service: string;
}

/** What the lock says of it after this synth. */
export interface BesideDecision {
  /** All of it, in the order of the names. */
  readonly lock: readonly StateBeside[];
  /** What stays released: what went and came again is held from now on like any other. */
  readonly released: readonly string[];
}

/**
 * All of it that the running services have, and what is known of those that do not run.
 * @throws Refusal when some of it would be made anew under another name, or left behind, without being released by name.
 */
export function decideBeside(stack: Stack, known: readonly StateBeside[], released: readonly string[]): BesideDecision {
  const running = besideOf(stack, stack.workloads);
  const declared = new Map([...besideOf(stack, everyWorkload(stack)), ...running].map((entry) => [entry.name, entry]));
  const lost = known.filter(({ name }) => !declared.has(name) && !released.includes(name));
  if (lost.length > 0) throw new Refusal("state.lock.yaml", lost.map(vanished));
  const parked = known.flatMap(({ name }) => declared.get(name) ?? []);
  const lock = [...new Map([...running, ...parked].map((entry) => [entry.name, entry])).values()].sort((a, b) => byText(a.name, b.name));
  const cameAgain = (name: string) => lock.some((entry) => entry.name === name) && !known.some((entry) => entry.name === name);
  return { lock, released: released.filter((name) => !cameAgain(name)) };
}

/** Whatever could run, with the jobs that follow from what does. */
function everyWorkload({ catalogue, jobs }: Stack): Workload[] {
  return [...catalogue.services, ...catalogue.services.flatMap((service) => service.jobs), ...jobs];
}

/** What the workloads declare, whatever the settings leave out; each once, of the first that does. */
function besideOf(stack: Stack, workloads: readonly Workload[]): StateBeside[] {
  const found = new Map<string, StateBeside>();
  const add = (kind: StateBeside["kind"], name: string, service: string) => {
    if (!found.has(name)) found.set(name, { kind, name, service });
  };
  for (const workload of workloads) {
    for (const grant of grantsOf(workload)) add("Database", `${providerOf(stack, grant)}/${grant.name}`, workload.name);
    for (const { name } of lastingOf(stack, workload)) add("Secret", `secrets/${name}`, workload.name);
  }
  return [...found.values()];
}

/** The grants that hold data. */
function grantsOf(workload: Workload): Grant[] {
  const provided = "provides" in workload ? (workload.provides as Workload["uses"]) : [];
  return [...workload.uses, ...provided].flatMap(({ grant }) => (grant && holdsData(grant) ? [grant] : []));
}

/** A provider's first name: a renamed one has the same databases. */
function providerOf({ catalogue }: Stack, { provider }: Grant): string {
  return catalogue.services.find(({ name }) => name === provider)?.firstName ?? provider;
}

function lastingOf(stack: Stack, workload: Workload): Credential[] {
  const env = Object.assign({}, ...workload.uses.map((use) => use.env ?? {})) as NonNullable<Workload["uses"][number]["env"]>;
  const keys = [
    ...workload.programs.flatMap((program) => program.credentialKeys(stack, env)),
    ...workload.uses.flatMap(({ secrets }) => secrets ?? []),
  ];
  return keys.map(({ credential }) => credential).filter(isLasting);
}

function vanished({ kind, name, service }: StateBeside): Fault {
  const own = name.slice(name.indexOf("/") + 1);
  return {
    where: name,
    value:
      kind === "Database"
        ? `a database of ${service} that no service asks for any more`
        : `a secret of ${service} that nobody reads any more`,
    allowed: "all that was ever made and cannot be made again, until it is released by name",
    fix: `give it the name ${own} again, whatever its service is called now, or, when it may go, add "${name}" under released`,
  };
}
