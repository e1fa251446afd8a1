import type { ClusterOptions } from "../cluster/cluster";
import { refuseWithoutKubectl } from "../cluster/kubectl";
import { openProject, type Project } from "../project";
import { resynth } from "../resynth";
import { terminal } from "../terminal";
import type { Authority } from "./authority";
import { type Completion, raised } from "./complete";
import { deliverChange } from "./deliver-change";
import { refuseUnready } from "./fill-cluster";
import type { SecretStore } from "./store";

/** Whether the change goes into the cluster at once, and into which. */
export interface Delivery extends ClusterOptions {
  /** Default: no; Flux or the owner brings it there. */
  readonly apply?: boolean;
}

/** What a change of credentials came to, for a script: names, never values. */
export interface CarriedOut {
  readonly version: 1;
  /** The keys that have new values, by credential. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
  /** How many files of dist are new. */
  readonly files: number;
  /** Whether the cluster runs with it now. */
  readonly applied: boolean;
}

/**
 * Keeps changed values, writes dist anew, and delivers both where that is wanted.
 * @throws Refusal before anything is changed, when the cluster would not take it.
 */
export async function carryOut(
  project: Project,
  store: SecretStore,
  completion: Completion,
  authority: Authority,
  delivery: Delivery,
): Promise<CarriedOut> {
  if (delivery.apply) {
    await refuseWithoutKubectl();
    await refuseUnready(project, store, delivery);
  }
  const names = [...completion.changed.keys()];
  const saved = await store.save(
    completion.changes,
    authority,
    raised(project.generations, names),
    project.stack.config.secrets.recipients,
  );
  const files = await resynth();
  for (const [name, keys] of completion.changed) terminal.print(`${name}: new ${keys.join(", ")}`);
  terminal.print(`${files} files of dist are new: what reads these restarts, and what must know them is provisioned again.`);
  if (delivery.apply) await deliverChange(await openProject(), saved, names, delivery);
  else terminal.print("Next: commit secrets/ and dist/ for Flux, or: mk360 secrets apply && kubectl apply -R -f dist");
  return { version: 1, changed: Object.fromEntries(completion.changed), files, applied: delivery.apply === true };
}
