import type { StateObject } from "../../charts/model/storage/state";
import { keyOf } from "../../charts/model/storage/state";
import type { KubeClaim } from "../cluster/objects";
import { ageOf, secondsBetween } from "../text/age";
import type { Verdict } from "../verdict";

/** One claim that the model has. */
export interface VolumeRow {
  readonly name: string;
  readonly namespace: string;
  /** Parked: its service does not run now. */
  readonly parked: boolean;
  readonly phase: string;
  readonly size: string;
  readonly class: string;
  readonly verdict: Verdict;
  readonly problem: string | undefined;
}

/** A claim waits for the first pod that mounts it, which comes soon. */
const bindsWithinSeconds = 300;

/** A row for each claim, those of services that run first. */
export function volumeRows(
  running: readonly StateObject[],
  parked: readonly StateObject[],
  claims: readonly KubeClaim[],
  at: Date,
): VolumeRow[] {
  const byName = new Map(claims.map((claim) => [`${claim.metadata.namespace}/${claim.metadata.name}`, claim]));
  const row = (state: StateObject, isParked: boolean): VolumeRow => {
    const claim = byName.get(keyOf(state));
    return {
      name: state.name,
      namespace: state.namespace,
      parked: isParked,
      phase: claim?.status.phase ?? "missing",
      size: state.size,
      class: state.class,
      ...(claim ? judge(state, claim, isParked, at) : missing(state)),
    };
  };
  return [...running.map((state) => row(state, false)), ...parked.map((state) => row(state, true))];
}

type Judgement = Pick<VolumeRow, "verdict" | "problem">;

function missing(state: StateObject): Judgement {
  return { verdict: "wrong", problem: `missing: PersistentVolumeClaim ${keyOf(state)}` };
}

function judge(state: StateObject, { metadata, spec, status }: KubeClaim, isParked: boolean, at: Date): Judgement {
  if (metadata.deletionTimestamp)
    return { verdict: "wrong", problem: "is being deleted as soon as no pod uses it; back its data up before you stop anything" };
  if (spec.storageClassName !== state.class)
    return { verdict: "wrong", problem: `is of class ${spec.storageClassName}, the model wants ${state.class}` };
  const size = spec.resources?.requests?.storage;
  if (size !== state.size) return { verdict: "wrong", problem: `asks for ${size}, the model wants ${state.size}` };
  if (status.phase === "Bound") return { verdict: "ok", problem: undefined };
  if (status.phase === "Lost") return { verdict: "wrong", problem: `its volume ${spec.volumeName} is gone` };
  // A parked claim that no pod ever used stays so.
  if (isParked) return { verdict: "ok", problem: undefined };
  const age = `${status.phase} for ${ageOf(metadata.creationTimestamp, at)}`;
  if (secondsBetween(metadata.creationTimestamp, at) < bindsWithinSeconds) return { verdict: "warning", problem: age };
  return { verdict: "wrong", problem: `${age}; kubectl -n ${state.namespace} describe pvc ${state.name} says why` };
}
