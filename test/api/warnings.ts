import { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { Workload } from "../../charts/model/workload";

/**
 * What Pod Security says of a workload, for each exception that the model declares, in the words of the standard's
 * controls. Whatever else the API server warns of is a mistake.
 */
export function declaredWarnings(stack: Stack): string[] {
  return stack.workloads.flatMap((workload) => controlsOf(workload).map((control) => `${workload.name}: ${control}`)).sort();
}

function controlsOf(workload: Workload): string[] {
  const { host, runsAs, userNamespace, programs } = workload;
  const ports = hostPortsOf(workload);
  return [
    ...(ports.length > 0 ? [`hostPort ${ports.join(", ")}`] : []),
    ...(host?.network || host?.processes ? ["host namespaces"] : []),
    ...((host?.paths ?? []).length > 0 ? ["restricted volume types"] : []),
    ...(programs.some(({ capabilities }) => capabilities?.add.some((name) => name !== "NET_BIND_SERVICE"))
      ? ["unrestricted capabilities"]
      : []),
    // The standard lets a pod be root that has users of its own, because it is nobody outside.
    ...([runsAs, ...programs.map((program) => program.runsAs)].some((user) => user?.uid === 0) && !userNamespace
      ? ["runAsNonRoot != true", "runAsUser=0"]
      : []),
  ];
}

/** On the machine's network each port of the pod is a port of the machine. The API server sorts them as texts. */
function hostPortsOf(workload: Workload): string[] {
  const all = workload.programs.flatMap(({ ports }) => Object.values(ports));
  const own = workload.host?.network ? all : workload instanceof Service ? workload.hostPorts : [];
  return [...new Set(own.map(({ number }) => `${number}`))].sort();
}

/** `would violate PodSecurity "restricted:latest": control (which), control (which)`: the controls, ports with their numbers. */
export function controlsIn(warning: string): string[] {
  const list = /^would violate PodSecurity "restricted:latest": (.*)$/.exec(warning)?.[1];
  if (list === undefined) return [warning];
  return [...list.matchAll(/([^(),][^()]*?) \(((?:[^()"]|"[^"]*")*)\)(?:, )?/g)].map(([, control = "", which = ""]) => {
    if (control !== "hostPort") return control;
    return `hostPort ${/hostPorts? ([0-9, ]+)/.exec(which)?.[1]}`;
  });
}
