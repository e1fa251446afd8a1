import { amount, type Container, type Pod, type Probe } from "../support/pods";
import type { Contract, ProbeContract } from "./images";

/** Where a pod falls short of what its image demands, each in words. */
export function breachesOf(contract: Contract, { spec, controller: _, ...pod }: Pod): string[] {
  const main = spec.containers[0];
  if (!main) return ["no container"];
  const words = [...(main.command ?? []), ...(main.args ?? [])];
  const env = new Map((main.env ?? []).map(({ name, value }) => [name, value]));
  const secrets = secretFilesOf(main, { spec });
  const kindOf = (path: string) => writableKind(main, { spec }, path);
  const { startupProbe, readinessProbe, livenessProbe } = main;
  const started = (startupProbe?.periodSeconds ?? 10) * (startupProbe?.failureThreshold ?? 3);
  return [
    ...userBreaches(contract, main),
    ...contract.ports
      .filter((port) => !main.ports?.some(({ containerPort }) => containerPort === port))
      .map((port) => `does not open ${port}`),
    ...contract.keeps.filter((path) => kindOf(path) !== "kept").map((path) => `${path} does not outlive the pod`),
    ...contract.scratch.filter((path) => kindOf(path) === undefined).map((path) => `${path} cannot be written`),
    ...Object.entries(contract.env ?? {})
      .filter(([name, wanted]) => !fits(env.get(name), wanted))
      .map(([name]) => `${name} is ${env.get(name) ?? "not set"}`),
    ...(contract.secretFiles ?? [])
      .filter((name) => !secrets.includes(env.get(name) ?? ""))
      .map((name) => `${name} names no mounted secret`),
    ...(contract.secretValues ?? [])
      .filter((name) => !main.env?.some((each) => each.name === name && each.valueFrom?.secretKeyRef))
      .map((name) => `${name} holds no secret`),
    ...(contract.mountedSecrets ?? [])
      .filter((pattern) => !secrets.some((path) => pattern.test(path)))
      .map((pattern) => `no mounted secret is ${pattern}`),
    ...modesOf(main, { spec })
      .filter((mode) => (mode & (contract.tooOpen ?? 0)) !== 0)
      .map((mode) => `a mounted secret has the mode 0${mode.toString(8)}`),
    ...(contract.prepared ?? [])
      .filter((path) => !(spec.initContainers ?? []).some((before) => writableKind(before, { spec }, path)))
      .map((path) => `nothing fills ${path} before it starts`),
    ...Object.entries(contract.never ?? {})
      .filter(([name]) => env.has(name))
      .map(([name, why]) => `${name} is set: ${why}`),
    ...[...env.keys()].filter((name) => env.has(`${name}_FILE`)).map((name) => `${name} and ${name}_FILE are both set`),
    ...(contract.words ?? []).filter((word) => !words.some((each) => fits(each, word))).map((word) => `no word of its command is ${word}`),
    ...(contract.adds ?? [])
      .filter((added) => !main.securityContext?.capabilities?.add?.includes(added))
      .map((added) => `does not add ${added}`),
    ...(contract.writesRoot && main.securityContext?.readOnlyRootFilesystem ? ["its root file system is read-only"] : []),
    ...probeBreaches("readiness", contract.ready, readinessProbe),
    ...probeBreaches("startup", contract.starts ?? contract.ready, startupProbe),
    ...(contract.alive ? probeBreaches("liveness", contract.alive, livenessProbe) : []),
    ...(started < (contract.startsWithin ?? 0) ? [`must start within ${started} s`] : []),
    ...((spec.terminationGracePeriodSeconds ?? 30) < (contract.stopsWithin ?? 0)
      ? [`must stop within ${spec.terminationGracePeriodSeconds} s`]
      : []),
    ...(amount(main.resources?.limits?.memory) < (contract.memory ?? 0) * 1024 ** 2 ? ["gets too little memory"] : []),
  ].map((breach) => `${pod.name}: ${breach}`);
}

function userBreaches({ user }: Contract, { securityContext }: Container): string[] {
  const { runAsUser, runAsGroup } = securityContext ?? {};
  if (user === "any") return runAsUser ? [] : ["runs as root or as nobody knows whom"];
  return runAsUser === user[0] && runAsGroup === user[1] ? [] : [`runs as ${runAsUser}:${runAsGroup}`];
}

/** `kept` by a claim, `scratch`, or undefined where the program cannot write. */
function writableKind({ volumeMounts = [] }: Container, { spec }: Pick<Pod, "spec">, path: string): "kept" | "scratch" | undefined {
  const mount = volumeMounts.find(({ mountPath }) => mountPath === path);
  const volume = spec.volumes?.find(({ name }) => name === mount?.name);
  if (!mount || mount.readOnly || volume?.persistentVolumeClaim?.readOnly) return undefined;
  if (volume?.persistentVolumeClaim) return "kept";
  return volume?.emptyDir ? "scratch" : undefined;
}

function secretFilesOf({ volumeMounts = [] }: Container, { spec }: Pick<Pod, "spec">): string[] {
  return volumeMounts.flatMap(({ name, mountPath }) => {
    const secret = spec.volumes?.find((volume) => volume.name === name)?.secret;
    return (secret?.items ?? []).map(({ path }) => `${mountPath}/${path}`);
  });
}

function modesOf({ volumeMounts = [] }: Container, { spec }: Pick<Pod, "spec">): number[] {
  const mounted = new Set(volumeMounts.map(({ name }) => name));
  const secrets = (spec.volumes ?? []).flatMap(({ name, secret }) => (secret && mounted.has(name) ? [secret] : []));
  return secrets.map(({ defaultMode = 0o644 }) => defaultMode);
}

function probeBreaches(which: string, { path, port, host, tls, command }: ProbeContract, probe: Probe | undefined): string[] {
  const { httpGet, tcpSocket, exec } = probe ?? {};
  const found: string[] = [];
  if (path && !fits(httpGet?.path, path)) found.push(`its ${which} asks ${httpGet?.path ?? "no path"}`);
  if (port && (httpGet?.port ?? tcpSocket?.port) !== port) found.push(`its ${which} asks port ${httpGet?.port ?? tcpSocket?.port}`);
  if (tls && httpGet?.scheme !== "HTTPS") found.push(`its ${which} asks without TLS`);
  if (host && !httpGet?.httpHeaders?.some((header) => header.name === "Host" && header.value === host))
    found.push(`its ${which} does not ask as ${host}`);
  if (command && !fits(exec?.command.join(" "), command)) found.push(`its ${which} runs ${exec?.command.join(" ") ?? "nothing"}`);
  return found;
}

function fits(value: string | undefined, wanted: string | RegExp): boolean {
  if (value === undefined) return false;
  return typeof wanted === "string" ? value === wanted : wanted.test(value);
}
