import { controllerOf } from "../../charts/kit/controller";
import { selectorOf } from "../../charts/kit/labels";
import { policyName } from "../../charts/kit/policy-name";
import type { Job } from "../../charts/model/job";
import { edgesOf } from "../../charts/model/network/edge";
import type { Program } from "../../charts/model/program/program";
import { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { StateObject } from "../../charts/model/storage/state";
import { claimName } from "../../charts/model/storage/state";
import type { Workload } from "../../charts/model/workload";

/** One command that looks at a workload, and what it shows. */
export interface KubectlLine {
  readonly shows: string;
  readonly command: string;
}

/** Every command that looks at a workload that runs. None of them changes anything. */
export function kubectlLines(stack: Stack, workload: Workload): KubectlLine[] {
  const at = `kubectl -n ${workload.namespace.name}`;
  return workload instanceof Service
    ? [...serviceLines(stack, workload, at), ...sharedLines(stack, workload, at)]
    : [...jobLines(workload as Job, at), ...sharedLines(stack, workload, at)];
}

/** What is left of a service that does not run: its claims. */
export function parkedLines(parked: readonly StateObject[]): KubectlLine[] {
  return parked.map(({ namespace, name }) => ({ shows: "its data, which stays", command: `kubectl -n ${namespace} get pvc ${name}` }));
}

function serviceLines(stack: Stack, service: Service, at: string): KubectlLine[] {
  const { name } = service;
  const controller = `${controllerOf(service).toLowerCase()}/${name}`;
  const isOne = service.programs.length === 1;
  return [
    { shows: "its pods, their state and machine", command: `${at} get pods ${selected(name)} -o wide` },
    { shows: "what the cluster was told", command: `${at} get ${controller} -o yaml` },
    { shows: "whether it is rolled out", command: `${at} describe ${controller}` },
    { shows: "why a pod does not start", command: `${at} describe pods ${selected(name)}` },
    { shows: "its log of the last hour", command: `${at} logs ${controller} ${isOne ? "" : "--all-containers --prefix "}--since=1h` },
    ...[service.main, ...service.beside].flatMap((program) => [
      { shows: `what ${program.name} said before its last restart`, command: `${at} logs ${controller} -c ${program.name} --previous` },
      ...execLines(stack, program, at, `${controller} -c ${program.name} --`),
    ]),
    ...(service.host?.network ? [] : forwardLines(service, at)),
    { shows: "its address in the cluster", command: `${at} get service ${name}` },
  ];
}

/** The kubelet's own question, which the image is known to have, and a shell where one of its programs needs one. */
function execLines(stack: Stack, { health, image }: Program, at: string, target: string): KubectlLine[] {
  const checks = new Set(
    [health?.ready, health?.alive].flatMap((check) => (check?.kind === "run" ? [check.command.map(word).join(" ")] : [])),
  );
  return [
    ...[...checks].map((command) => ({ shows: "asks what the kubelet asks", command: `${at} exec ${target} ${command}` })),
    ...(withShell(stack).has(image.key) ? [{ shows: "a shell in it", command: `${at} exec -it ${target} sh` }] : []),
  ];
}

/** Images of which a program is a shell script. */
function withShell({ catalogue, workloads }: Stack): ReadonlySet<string> {
  const programs = [...catalogue.services, ...workloads].flatMap((workload) => workload.programs);
  return new Set(programs.filter(({ command }) => command?.[0] === "sh").map(({ image }) => image.key));
}

/** kubectl forwards TCP alone. A port below 1024 would need root on your machine. */
function forwardLines({ name, calledPorts }: Service, at: string): KubectlLine[] {
  const ports = Object.entries(calledPorts).filter(([, { protocol }]) => protocol === "TCP");
  return ports.map(([port, { number }]) => {
    const local = number < 1024 ? number + 8000 : number;
    return { shows: `its port ${port} as localhost:${local}`, command: `${at} port-forward service/${name} ${local}:${number}` };
  });
}

function jobLines({ name, schedule }: Job, at: string): KubectlLine[] {
  const runs: KubectlLine[] = [
    { shows: "its runs", command: `${at} get jobs ${selected(name)}` },
    { shows: "why a run failed", command: `${at} describe jobs ${selected(name)}` },
    { shows: "the pods of its runs", command: `${at} get pods ${selected(name)} -o wide` },
    { shows: "what its runs said", command: `${at} logs ${selected(name)} --all-containers --prefix --tail=-1` },
  ];
  if (schedule === undefined) return runs;
  return [
    { shows: "when it last ran", command: `${at} get cronjob ${name}` },
    { shows: "its schedule and last runs", command: `${at} describe cronjob ${name}` },
    ...runs,
  ];
}

function sharedLines(stack: Stack, workload: Workload, at: string): KubectlLine[] {
  const { name, programs, kubernetes, namespace } = workload;
  const keeps = (workload instanceof Service ? Object.entries(workload.keeps) : []).map(([volume, { storage }]) => ({
    volume,
    storage,
    claim: claimName(workload, volume),
  }));
  const credentials = stack.credentialsOf(workload).map((credential) => credential.name);
  const listed = (kind: string, names: readonly string[], shows: string): KubectlLine[] =>
    names.length > 0 ? [{ shows, command: `${at} ${kind} ${names.join(" ")}` }] : [];
  return [
    ...listed("describe networkpolicy", policiesOf(stack, workload), "whom it may call, who may call it, why"),
    ...(programs.some(({ files }) => Object.keys(files).length > 0)
      ? [{ shows: "its files", command: `${at} get configmaps ${selected(name)} -o yaml` }]
      : []),
    ...listed("describe secret", credentials.sort(), "its secrets' keys, without values"),
    ...listed(
      "get pvc",
      keeps.map(({ claim }) => claim),
      "its claims",
    ),
    ...keeps
      .filter((kept) => stack.storageOf(kept).kind !== "own disk")
      .map(({ volume, claim }) => ({ shows: `the share behind ${volume}`, command: `kubectl get pv ${namespace.name}-${claim}` })),
    ...(kubernetes ? [{ shows: "what it may ask Kubernetes", command: `kubectl describe clusterrole mk360-${name}` }] : []),
  ];
}

function policiesOf(stack: Stack, workload: Workload): string[] {
  if (workload.host?.network) return [];
  const edges = edgesOf(stack);
  const isAt = (end: (typeof edges)[number]["from"]) => end.kind === "workload" && end.workload === workload;
  return [
    ...(edges.some(({ from }) => isAt(from)) ? [policyName(workload.name, "egress")] : []),
    ...(edges.some(({ to }) => isAt(to)) ? [policyName(workload.name, "ingress")] : []),
  ];
}

function selected(name: string): string {
  return Object.entries(selectorOf(name))
    .map(([label, value]) => `-l ${label}=${value}`)
    .join(" ");
}

/** A word as a shell takes it. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
