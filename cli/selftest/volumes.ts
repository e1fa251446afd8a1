import type { KubeObject } from "../../charts/kit/manifest";
import type { KubeClaim } from "../cluster/objects";
import { amount } from "../cluster/quantity";
import { nameOf } from "./applied";
import { type Answer, type Check, check, unknown, wrong } from "./check";
import { runsAlways } from "./kinds";
import { claimsOf, type Live, type LiveVolume } from "./live";
import { type Workload, workloadsOf } from "./workloads";

interface DeclaredClaim {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

/** What a claim is judged by beside itself. */
interface View {
  readonly claims: readonly KubeClaim[];
  readonly volumes: readonly LiveVolume[];
  readonly users: readonly Workload[];
  /** The classes of dist whose volumes outlive their claims. */
  readonly retaining: ReadonlySet<string>;
}

/** Each claim has a volume of its class and size, which outlives it where the class says so. */
export function volumeCheck(applied: readonly KubeObject[], live: Live): Check {
  const classes = applied.filter(({ kind, reclaimPolicy }) => kind === "StorageClass" && reclaimPolicy === "Retain");
  const retaining = new Set(classes.map(({ metadata }) => metadata.name));
  const view = { claims: claimsOf(live), volumes: live.volumes, users: workloadsOf(applied), retaining };
  const wanted = applied.filter(({ kind }) => kind === "PersistentVolumeClaim");
  return check("claims have volumes of their class and size, which are retained", wanted, nameOf, (claim) => judge(claim, view));
}

function judge(wanted: KubeObject, { claims, volumes, users, retaining }: View): Answer | readonly Answer[] {
  const { metadata, spec = {} } = wanted;
  const { storageClassName = "", resources } = spec as DeclaredClaim;
  const claim = claims.find(({ metadata: { name, namespace } }) => name === metadata.name && namespace === metadata.namespace);
  if (!claim) return wrong("is not there");
  if (claim.status.phase !== "Bound")
    return unbound(
      claim,
      users.filter((user) => mounts(user, wanted)),
    );
  const volume = volumes.find(({ metadata: { name } }) => name === claim.spec.volumeName);
  const policy = volume?.spec.persistentVolumeReclaimPolicy;
  const [size, has] = [resources?.requests?.storage ?? "0", claim.spec.resources?.requests?.storage ?? "0"];
  return [
    claim.spec.storageClassName === storageClassName
      ? undefined
      : wrong(`is of the class ${claim.spec.storageClassName}, dist says ${storageClassName}`),
    amount(has) === amount(size) ? undefined : wrong(`asks for ${has}, dist says ${size}`),
    volume ? undefined : wrong(`its volume ${claim.spec.volumeName} is not there`),
    !volume || !retaining.has(storageClassName) || policy === "Retain"
      ? undefined
      : wrong(`its volume ${volume.metadata.name} has the reclaim policy ${policy}, the class ${storageClassName} says Retain`),
  ];
}

/** A volume is made when the first pod mounts it, so what no pod has mounted yet has none. */
function unbound({ status, spec }: KubeClaim, users: readonly Workload[]): Answer {
  if (status.phase === "Lost") return wrong(`its volume ${spec.volumeName} is gone`);
  const [first] = users;
  if (!first) return unknown("no pod of dist mounts it, so it may have no volume");
  const always = users.some(({ object }) => runsAlways(object) || object.kind === "Job");
  if (always) return wrong(`is ${status.phase ?? "without a volume"}`);
  return unknown(`has no volume before the first run of ${first.object.metadata.name}`);
}

function mounts({ namespace, wishes }: Workload, { metadata }: KubeObject): boolean {
  return (
    namespace === metadata.namespace &&
    (wishes.volumes ?? []).some(({ persistentVolumeClaim: claim }) => claim?.claimName === metadata.name)
  );
}
