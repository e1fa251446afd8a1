import { Size as CdkSize, Duration } from "cdk8s";
import {
  Capability,
  Cpu as CdkCpu,
  ConnectionScheme,
  type ContainerPort,
  type ContainerProps,
  EnvValue,
  ImagePullPolicy,
  Probe,
  type ProbeOptions,
  Protocol,
  SeccompProfileType,
  Secret,
} from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { type CredentialKey, secretPath } from "../model/access/credential";
import { addressFor } from "../model/machine/machine";
import { read } from "../model/program/context";
import { isCredentialKey } from "../model/program/environment";
import type { Check, Health } from "../model/program/health";
import type { Program } from "../model/program/program";
import { Service } from "../model/service";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";
import type { PodVolumes } from "./volumes";

/** One container, with every default of the library that does harm replaced. */
export function containerOf(scope: Construct, stack: Stack, workload: Workload, program: Program, volumes: PodVolumes): ContainerProps {
  const { name, image, command, args, memory, cpu, capabilities, writableRoot, health } = program;
  const runsToItsEnd = workload.before.includes(program);
  const { uid, gid } = program.runsAs ?? workload.runsAs;
  return {
    name,
    image: stack.imageOf(image),
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    ...(command ? { command: [...command] } : {}),
    ...(args ? { args: args.map((arg) => read(arg, stack)) } : {}),
    envVariables: variablesOf(scope, stack, workload, program),
    ports: portsOf(stack, workload, program),
    volumeMounts: volumes.mountsOf(program),
    resources: {
      cpu: { request: CdkCpu.millis(cpu.request.millicores), ...(cpu.limit ? { limit: CdkCpu.millis(cpu.limit.millicores) } : {}) },
      memory: { request: CdkSize.mebibytes(memory.request.mebibytes), limit: CdkSize.mebibytes(memory.limit.mebibytes) },
    },
    securityContext: {
      ensureNonRoot: uid !== 0,
      user: uid,
      group: gid,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: writableRoot === undefined,
      capabilities: { drop: [Capability.ALL], ...(capabilities ? { add: capabilities.add as Capability[] } : {}) },
      seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
    },
    ...(health && !runsToItsEnd ? probesOf(program, health) : {}),
  };
}

/** Values before texts, so that a text may name a value as $(NAME). */
function variablesOf(scope: Construct, stack: Stack, workload: Workload, program: Program): Record<string, EnvValue> {
  const all = { ...(program.sharesUses ? stack.environmentOf(workload) : {}), ...program.env };
  const entries = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  const secretValues = entries.flatMap(([name, value]) =>
    isCredentialKey(value) && value.as === "value" ? [[name, secretValue(scope, program, value)] as const] : [],
  );
  const texts = entries.flatMap(([name, value]) => {
    if (!isCredentialKey(value)) return [[name, EnvValue.fromValue(read(value, stack))] as const];
    return value.as === "file" ? [[name, EnvValue.fromValue(secretPath(value))] as const] : [];
  });
  return Object.fromEntries([...secretValues, ...texts]);
}

function secretValue(scope: Construct, program: Program, { credential, key }: CredentialKey): EnvValue {
  const secret = Secret.fromSecretName(scope, `${program.name}-${credential.name}-${key}`, credential.name);
  return EnvValue.fromSecretValue({ secret, key });
}

function portsOf(stack: Stack, workload: Workload, { ports }: Program): ContainerPort[] {
  const hostPorts = workload instanceof Service ? workload.hostPorts : [];
  return Object.entries(ports).map(([name, { number, protocol }]) => {
    const outside = hostPorts.find(({ port }) => port === name);
    return {
      name,
      number,
      protocol: protocol === "UDP" ? Protocol.UDP : Protocol.TCP,
      ...(outside ? { hostPort: outside.number, hostIp: addressFor(outside.from, stack.machineOf(workload)) } : {}),
    };
  });
}

/** A start may take its time; afterwards three wrong answers in a row count. */
function probesOf(
  program: Program,
  { ready, alive, starts, startsWithin, every, timeout }: Health,
): Pick<ContainerProps, "startup" | "readiness" | "liveness"> {
  const options = { periodSeconds: Duration.seconds(every.seconds), timeoutSeconds: Duration.seconds(timeout.seconds) };
  return {
    startup: probe(program, starts, { ...options, failureThreshold: Math.ceil(startsWithin.seconds / every.seconds) }),
    readiness: probe(program, ready, { ...options, failureThreshold: 3 }),
    liveness: probe(program, alive, { ...options, failureThreshold: 3 }),
  };
}

function probe({ ports }: Program, check: Check, options: ProbeOptions): Probe {
  if (check.kind === "run") return Probe.fromCommand([...check.command], options);
  const port = ports[check.port]?.number;
  if (port === undefined) throw new Error(`no port ${check.port}`);
  if (check.kind === "tcp") return Probe.fromTcpSocket({ ...options, port });
  return Probe.fromHttpGet(check.path, { ...options, port, ...(check.tls ? { scheme: ConnectionScheme.HTTPS } : {}) });
}
