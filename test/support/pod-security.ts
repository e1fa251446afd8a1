import { type Container, containersOf, type Pod, type PodSpec } from "./pods";

/**
 * Pod Security Standards, level `restricted` with all of `baseline`, for Linux pods of Kubernetes 1.36, written from
 * the standard's own page and not from what we generate. Each violation in the words of the control that it breaks.
 */
export function violationsOf(pod: Pick<Pod, "spec">): string[] {
  return [...ofPod(pod.spec), ...containersOf(pod).flatMap((container) => ofContainer(container, pod.spec))];
}

const volumeTypes = new Set(["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"]);
const safeSysctls = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
]);
const seLinuxTypes = new Set([undefined, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

/** In a user namespace of its own root is nobody outside, and the standard asks for no other user. */
const mayBeRoot = ({ hostUsers }: PodSpec): boolean => hostUsers === false;

function ofPod(spec: PodSpec): string[] {
  const found: string[] = [];
  if (spec.hostNetwork) found.push("host namespaces: hostNetwork");
  if (spec.hostPID) found.push("host namespaces: hostPID");
  if (spec.hostIPC) found.push("host namespaces: hostIPC");
  for (const volume of spec.volumes ?? []) {
    const types = Object.keys(volume).filter((key) => key !== "name");
    if (types.length !== 1 || !volumeTypes.has(types[0] ?? ""))
      found.push(`volume types: ${volume.name} is ${types.join(" and ") || "nothing"}`);
  }
  for (const { name } of spec.securityContext?.sysctls ?? []) if (!safeSysctls.has(name)) found.push(`sysctls: ${name}`);
  if (spec.securityContext?.runAsUser === 0 && !mayBeRoot(spec)) found.push("running as non-root user: the pod runs as 0");
  if (spec.securityContext?.windowsOptions?.hostProcess) found.push("host process");
  found.push(...seLinux("the pod", spec.securityContext?.seLinuxOptions));
  return found;
}

function ofContainer({ name, securityContext = {}, ports = [] }: Container, pod: PodSpec): string[] {
  const found: string[] = [];
  const { capabilities = {}, seccompProfile, procMount } = securityContext;
  if (securityContext.privileged) found.push(`privileged containers: ${name}`);
  if (securityContext.allowPrivilegeEscalation !== false) found.push(`privilege escalation: ${name} may`);
  if (!(capabilities.drop ?? []).includes("ALL")) found.push(`capabilities: ${name} does not drop ALL`);
  for (const added of capabilities.add ?? []) if (added !== "NET_BIND_SERVICE") found.push(`capabilities: ${name} adds ${added}`);
  if ((securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot) !== true && !mayBeRoot(pod))
    found.push(`running as non-root: ${name} may be root`);
  if (securityContext.runAsUser === 0 && !mayBeRoot(pod)) found.push(`running as non-root user: ${name} runs as 0`);
  const seccomp = seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  if (seccomp !== "RuntimeDefault" && seccomp !== "Localhost") found.push(`seccomp: ${name} has ${seccomp ?? "none"}`);
  if (procMount !== undefined && procMount !== "Default") found.push(`/proc mount type: ${name}`);
  if (securityContext.windowsOptions?.hostProcess) found.push(`host process: ${name}`);
  for (const { hostPort } of ports) if (hostPort) found.push(`host ports: ${name} takes ${hostPort}`);
  return [...found, ...seLinux(name, securityContext.seLinuxOptions)];
}

function seLinux(whose: string, options: { type?: string; user?: string; role?: string } | undefined): string[] {
  if (!options) return [];
  return seLinuxTypes.has(options.type) && !options.user && !options.role ? [] : [`SELinux: ${whose}`];
}
