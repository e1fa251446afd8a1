import { databasesOf, volumesOf } from "../../charts/facts/data-sets";
import type { Job } from "../../charts/model/job";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import { keptBy } from "../../charts/model/storage/kept-volumes";
import { claimName } from "../../charts/model/storage/state";
import type { Workload } from "../../charts/model/workload";
import { decisionWords } from "../../charts/pages/backups/backup-words";
import { originWords } from "../../charts/pages/secrets/origin-words";
import { plain } from "../text/plain";

/** A volume of a service. */
export interface ExplainedVolume {
  /** The name under which config.yaml gives it another size. */
  readonly name: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly sizeBytes: number;
  readonly path: string;
  readonly holds: string;
  readonly backup: string;
}

export interface Borrowed {
  readonly name: string;
  readonly path: string;
  readonly writable: boolean;
}

/** What a workload has another one make for it, or makes for others. */
export interface ExplainedGrant {
  readonly kind: string;
  readonly name: string;
  /** The other side: who makes it, or for whom it is made. */
  readonly other: readonly string[];
  readonly credential: string;
  readonly connections?: number;
}

export interface ExplainedBackup {
  readonly job: string;
  readonly when: string;
  readonly does: string;
}

export interface ExplainedSecret {
  readonly name: string;
  readonly purpose: string;
  /** How often it has changed; the first value is 1. */
  readonly generation: number;
  /** How each key comes to be, by key. */
  readonly keys: Readonly<Record<string, string>>;
}

export function explainedVolumes(stack: Stack, service: Service): ExplainedVolume[] {
  const sets = volumesOf(stack).filter((set) => set.service === service);
  return keptBy(stack, service).map((kept) => {
    const { name, key, volume } = kept;
    const set = sets.find((one) => one.name === name) ?? { ...kept, jobs: [] };
    return {
      name,
      claim: claimName(service, key),
      storageClass: volume.storage,
      sizeBytes: set.size.bytes,
      path: volume.path,
      holds: volume.holds,
      backup: plain(decisionWords(set)),
    };
  });
}

export function borrowedBy({ borrows }: Workload): Borrowed[] {
  return borrows.map(({ service, volume, path, writable }) => ({ name: `${service}/${volume}`, path, writable: writable ?? false }));
}

/** What others make for it. */
export function asked(stack: Stack, workload: Workload): ExplainedGrant[] {
  return stack.usesOf(workload).flatMap(({ grant }) => (grant ? [explained(grant, [grant.provider])] : []));
}

/** What it makes for others. */
export function given(stack: Stack, workload: Workload): ExplainedGrant[] {
  return stack.grants(workload.name).map((grant) =>
    explained(
      grant,
      stack.workloads
        .filter((client) => stack.usesOf(client).some((use) => use.grant?.provider === workload.name && use.grant.name === grant.name))
        .map(({ name }) => name),
    ),
  );
}

function explained({ kind, name, credential, connections }: ReturnType<Stack["grants"]>[number], other: readonly string[]): ExplainedGrant {
  return { kind: kind.name, name, other, credential: credential.name, ...(connections === undefined ? {} : { connections }) };
}

/** The jobs that read its volumes or dump its databases at their time. */
export function backupsOf(stack: Stack, service: Service): ExplainedBackup[] {
  const sets = [
    ...volumesOf(stack).filter((set) => set.service === service),
    ...databasesOf(stack).filter(({ owner }) => owner === service),
  ];
  return [...new Set(sets.flatMap(({ jobs }) => jobs))].map(({ name, schedule, does }: Job) => ({ job: name, when: `${schedule}`, does }));
}

export function secretsOf(stack: Stack, workload: Workload): ExplainedSecret[] {
  return stack
    .credentialsOf(workload)
    .map(({ name, purpose, keys }) => ({
      name,
      purpose,
      generation: stack.generationOf(name),
      keys: Object.fromEntries(Object.entries(keys).map(([key, origin]) => [key, plain(originWords(origin))])),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
