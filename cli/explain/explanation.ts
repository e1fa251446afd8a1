import type { Config } from "../../charts/config/schema";
import { documentOf, type NetworkEdge } from "../../charts/facts/network";
import { sortedEdges } from "../../charts/facts/sorted-edges";
import { type Controller, controllerOf } from "../../charts/kit/controller";
import { fileOf, parkedFileOf } from "../../charts/kit/wave";
import { type Exception, exceptionsOf } from "../../charts/model/access/exception";
import { Job } from "../../charts/model/job";
import type { Monitor } from "../../charts/model/monitor/monitor";
import { detourMonitorName, monitorsOf } from "../../charts/model/monitor/monitor-list";
import { nameOf } from "../../charts/model/network/edge";
import type { Seed } from "../../charts/model/seed";
import { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { StateObject } from "../../charts/model/storage/state";
import type { Workload } from "../../charts/model/workload";
import { reachWords } from "../../charts/pages/services/sites";
import { declaredIn } from "../declared-in";
import type { Found } from "../find-workload";
import * as data from "./data";
import { type KubectlLine, kubectlLines, parkedLines } from "./kubectl";
import { type ExplainedProgram, programsOf } from "./programs";

/** What `mk360 explain NAME --json` prints: sizes in bytes, CPU in thousandths of a core. */
export interface Explanation {
  /** Grows when a reader of the last version would misread this one. */
  readonly version: 1;
  readonly name: string;
  readonly kind: "service" | "job";
  readonly does: string;
  readonly runs: boolean;
  /** Why it does not run; all that follows is then how it would be. */
  readonly whyNot?: string;
  readonly network: string;
  readonly namespace: string;
  readonly podSecurity: string;
  readonly machine: string;
  readonly phase: number;
  /** The object that runs its pods. */
  readonly controller: Controller;
  /** What else is special about it, in sentences. */
  readonly traits: readonly string[];
  /** The file that declares it; left out where the sources are not there. */
  readonly declaredIn?: string;
  /** Its files in dist; where it does not run, the one of its parked claims. */
  readonly files: readonly string[];
  readonly job?: { readonly when: string; readonly endsWithin: string; readonly retries: number; readonly belongsTo?: string };
  readonly programs: readonly ExplainedProgram[];
  readonly sites: readonly { readonly name: string; readonly host: string; readonly reachedBy: string; readonly purpose: string }[];
  readonly hostPorts: readonly { readonly number: number; readonly from: string; readonly port: string; readonly why: string }[];
  readonly calls: readonly NetworkEdge[];
  readonly calledBy: readonly NetworkEdge[];
  readonly asks: readonly data.ExplainedGrant[];
  readonly gives: readonly data.ExplainedGrant[];
  readonly secrets: readonly data.ExplainedSecret[];
  readonly volumes: readonly data.ExplainedVolume[];
  readonly borrows: readonly data.Borrowed[];
  readonly backups: readonly data.ExplainedBackup[];
  /** Claims of it that stay in the cluster while it does not run. */
  readonly parked: readonly string[];
  readonly personalData: readonly { readonly whose: string; readonly what: string; readonly purpose: string; readonly kept: string }[];
  readonly monitors: readonly Monitor[];
  /** What the set-up makes inside it, by kind. */
  readonly seeds: Readonly<Record<string, readonly Seed[]>>;
  readonly exceptions: readonly Exception[];
  readonly jobs: readonly string[];
  readonly kubectl: readonly KubectlLine[];
}

/** All that the model knows of a service or a job. `known` is what state.lock.yaml holds. */
export function explain({ workload, stack, whyNot }: Found, known: readonly StateObject[]): Explanation {
  const { name, does, network, namespace, machine, phase } = workload;
  const parked = whyNot === undefined ? [] : known.filter(({ service }) => service === name);
  const file = declaredIn(name);
  return {
    version: 1,
    name,
    kind: workload instanceof Job ? "job" : "service",
    does,
    runs: whyNot === undefined,
    ...(whyNot === undefined ? {} : { whyNot }),
    network,
    namespace: namespace.name,
    podSecurity: namespace.enforce,
    machine,
    phase,
    controller: controllerOf(workload),
    traits: traitsOf(stack, workload),
    ...(file ? { declaredIn: file } : {}),
    files: whyNot === undefined ? [`dist/${fileOf(stack, workload)}`] : parked.length > 0 ? [`dist/${parkedFileOf(name)}`] : [],
    ...(workload instanceof Job ? { job: timesOf(stack, workload) } : {}),
    programs: programsOf(stack, workload, workload instanceof Job),
    ...ofService(stack, workload),
    ...connectionsOf(stack, workload),
    monitors: monitorsFor(stack, workload),
    asks: data.asked(stack, workload),
    gives: data.given(stack, workload),
    secrets: data.secretsOf(stack, workload),
    borrows: data.borrowedBy(workload),
    parked: parked.map((state) => `${state.namespace}/${state.name}`),
    exceptions: exceptionsOf([workload]),
    kubectl: whyNot === undefined ? kubectlLines(stack, workload) : parkedLines(parked),
  };
}

function timesOf({ services }: Stack, job: Job): NonNullable<Explanation["job"]> {
  const { schedule, endsWithin, retries } = job;
  const owner = services.find(({ jobs }) => jobs.includes(job));
  return {
    when: schedule === undefined ? "once, and again after each change of itself" : `${schedule}`,
    endsWithin: `${endsWithin}`,
    retries,
    ...(owner ? { belongsTo: owner.name } : {}),
  };
}

function traitsOf({ config }: Stack, workload: Workload): string[] {
  const { stopsWithin, userNamespace } = workload;
  return [
    `may take ${stopsWithin} to stop`,
    ...(userNamespace === undefined ? [] : [`its users are not the machine's: ${userNamespace.reason}`]),
    ...(workload instanceof Service ? traitsOfService(workload, config) : []),
  ];
}

function traitsOfService({ importance, everyNode, coldStart, fixedPlace, machine }: Service, { network }: Config): string[] {
  return [
    ...(importance === "foundation" ? ["evicted last: much else depends on it"] : []),
    ...(everyNode ? ["runs once on each node of its machine's kind"] : []),
    ...(coldStart
      ? [`starts on ${machine} also while the server is away, by podman, and hands its data over when the server is back`]
      : []),
    ...(fixedPlace === undefined ? [] : [`always at ${network.services.at(fixedPlace)} in the cluster`]),
  ];
}

type OfService = Pick<Explanation, "sites" | "hostPorts" | "volumes" | "backups" | "personalData" | "seeds" | "jobs">;

function ofService(stack: Stack, workload: Workload): OfService {
  if (!(workload instanceof Service)) {
    return { sites: [], hostPorts: [], volumes: [], backups: [], personalData: [], seeds: {}, jobs: [] };
  }
  return {
    sites: workload.sites.flatMap((site) =>
      site.reaches.map((reach) => ({
        name: site.name,
        host: stack.hostName(site.name),
        reachedBy: reachWords[reach],
        purpose: site.purpose,
      })),
    ),
    hostPorts: workload.hostPorts.map(({ number, from, port, why }) => ({ number, from: reachWords[from], port, why })),
    volumes: data.explainedVolumes(stack, workload),
    backups: data.backupsOf(stack, workload),
    personalData: workload.personalData.map(({ whose, what, purpose, kept }) => ({ whose, what, purpose, kept: `${kept}` })),
    seeds: stack.seedsOf(workload),
    jobs: workload.jobs.map(({ name }) => name),
  };
}

function monitorsFor(stack: Stack, workload: Workload): Monitor[] {
  const { name } = workload;
  const own = new Set(workload instanceof Service ? namesOfMonitors(stack, workload) : [`job/${name}`]);
  return monitorsOf(stack).filter((monitor) => own.has(monitor.name));
}

function namesOfMonitors(stack: Stack, { name, sites, monitoredPorts, monitoredPaths }: Service): string[] {
  const detours = stack.services.flatMap((other) =>
    other.sites.flatMap((site) =>
      (site.detours ?? []).filter(({ service }) => service === name).map(({ prefix }) => detourMonitorName(site.name, prefix)),
    ),
  );
  return [
    ...sites.flatMap((site) => [site.name, `certificate/${site.name}`]),
    ...detours,
    ...[...monitoredPorts, ...Object.keys(monitoredPaths)].map((port) => `${name}/${port}`),
  ];
}

function connectionsOf(stack: Stack, workload: Workload): Pick<Explanation, "calls" | "calledBy"> {
  const own = nameOf({ kind: "workload", workload });
  const edges = sortedEdges(stack);
  return {
    calls: documentOf(edges.filter(({ from }) => nameOf(from) === own)).edges,
    calledBy: documentOf(edges.filter(({ to }) => nameOf(to) === own)).edges,
  };
}
