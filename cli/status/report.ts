import type { Stack } from "../../charts/model/stack";
import { decideState, stateOf } from "../../charts/model/storage/state";
import { type CertificateRow, certificateRows } from "../cluster/certificates";
import type { Project } from "../project";
import { gravest, type Verdict } from "../verdict";
import { type Differences, differences, type Named } from "./against-model";
import { type FilledRow, filledRows, withoutMadeUp } from "./filled";
import { type JobRow, jobRows } from "./jobs";
import { type NodeRow, nodeRows } from "./nodes";
import { type ServiceRow, serviceRows } from "./services";
import type { Snapshot } from "./snapshot";
import { type VolumeRow, volumeRows } from "./volumes";

/** Everything that `mk360 status` has to say. */
export interface Report extends Differences {
  readonly at: string;
  readonly verdict: Verdict;
  readonly nodes: readonly NodeRow[];
  readonly services: readonly ServiceRow[];
  readonly jobs: readonly JobRow[];
  readonly filled: readonly FilledRow[];
  readonly volumes: readonly VolumeRow[];
  readonly certificates: readonly CertificateRow[];
}

/**
 * Holds the cluster against the model. `onceNames` are the names that the run-once Jobs of the model have now.
 * @throws Refusal when state.lock.yaml and config.yaml contradict each other.
 */
export function reportOf({ stack, lock }: Project, onceNames: ReadonlyMap<string, string>, snapshot: Snapshot): Report {
  const { parked } = decideState(stack, lock.state, lock.released);
  const jobs = jobRows(stack, onceNames, snapshot);
  const rows = {
    nodes: nodeRows(snapshot.nodes, stack.machines, snapshot.at),
    services: serviceRows(stack, snapshot),
    jobs: withoutMadeUp(stack, jobs),
    filled: filledRows(stack, jobs),
    volumes: volumeRows(stateOf(stack), parked, snapshot.claims, snapshot.at),
    certificates: certificateRows(stack, snapshot),
  };
  const { missing, leftOver } = differences(
    [
      ...rows.services.map(({ kind, namespace, name }) => ({ kind, namespace, name })),
      ...jobsOf(stack, onceNames),
      ...rows.volumes.map(({ namespace, name }) => ({ kind: "PersistentVolumeClaim", namespace, name })),
      ...secretsOf(stack),
    ],
    snapshot,
  );
  const verdicts: Verdict[] = Object.values(rows).flatMap((list) => list.map(({ verdict }) => verdict));
  if (missing.length > 0) verdicts.push("wrong");
  if (leftOver.length > 0) verdicts.push("warning");
  return { at: snapshot.at.toISOString(), verdict: gravest(verdicts), ...rows, missing, leftOver };
}

function jobsOf(stack: Stack, onceNames: ReadonlyMap<string, string>): Named[] {
  return stack.jobs.map(({ schedule, namespace, name }) =>
    schedule === undefined
      ? { kind: "Job", namespace: namespace.name, name: onceNames.get(name) ?? name }
      : { kind: "CronJob", namespace: namespace.name, name },
  );
}

function secretsOf(stack: Stack): Named[] {
  return [...stack.credentials].flatMap(([{ name }, namespaces]) => namespaces.map((namespace) => ({ kind: "Secret", namespace, name })));
}
