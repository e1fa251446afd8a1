import { namespaces } from "../network/network";
import { Service } from "../service";
import type { Workload } from "../workload";

/** One place where the stack is less strict than its own rule, with the reason. */
export interface Exception {
  readonly rule:
    | "pod security"
    | "no root"
    | "no capability"
    | "read-only root"
    | "digest"
    | "no host port"
    | "nothing of the machine"
    | "no Kubernetes API"
    | "checked certificate"
    | "TLS to a database";
  /** The namespace, workload or image that it is about. */
  readonly subject: string;
  readonly what: string;
  readonly reason: string;
}

/** Every exception of the running workloads, each once. */
export function exceptionsOf(workloads: readonly Workload[]): Exception[] {
  const used = new Set(workloads.map(({ namespace }) => namespace.name));
  const levels = namespaces
    .filter(({ name, enforce }) => used.has(name) && enforce !== "restricted")
    .map(({ name, enforce, reason = "" }): Exception => ({ rule: "pod security", subject: name, what: enforce, reason }));
  const all = [...levels, ...workloads.flatMap(exceptionsOfWorkload)];
  return [...new Map(all.map((exception) => [`${exception.rule} ${exception.subject} ${exception.what}`, exception])).values()];
}

function exceptionsOfWorkload(workload: Workload): Exception[] {
  const { name, runsAs } = workload;
  const found: Exception[] = [];
  if (runsAs.uid === 0)
    found.push({
      rule: "no root",
      subject: name,
      what: workload.userNamespace ? "user 0, nobody outside" : "user 0",
      reason: runsAs.reason ?? "",
    });
  for (const program of workload.programs) {
    const { image, capabilities, writableRoot } = program;
    if (program.runsAs?.uid === 0 && runsAs.uid !== 0)
      found.push({ rule: "no root", subject: program.name, what: "user 0", reason: program.runsAs.reason ?? "" });
    if (capabilities)
      found.push({ rule: "no capability", subject: program.name, what: capabilities.add.join(", "), reason: capabilities.reason });
    if (writableRoot) found.push({ rule: "read-only root", subject: program.name, what: "writable root", reason: writableRoot });
    if (!image.digest) found.push({ rule: "digest", subject: image.key, what: image.tag, reason: image.withoutDigest ?? "" });
  }
  const { host, kubernetes } = workload;
  const seen = [...(host?.network ? ["its network"] : []), ...(host?.processes ? ["its processes"] : [])];
  for (const what of seen) found.push({ rule: "nothing of the machine", subject: name, what, reason: host?.reason ?? "" });
  for (const { path, writable, why } of host?.paths ?? [])
    found.push({ rule: "nothing of the machine", subject: name, what: writable ? `${path}, to write` : path, reason: why });
  for (const { verbs, resources, why } of kubernetes?.rules ?? [])
    found.push({ rule: "no Kubernetes API", subject: name, what: `${verbs.join(", ")} ${resources.join(", ")}`, reason: why });
  for (const { grant } of workload.uses) {
    if (grant?.inTheClear) found.push({ rule: "TLS to a database", subject: name, what: grant.provider, reason: grant.inTheClear });
  }
  for (const { name: site, uncheckedTls } of workload instanceof Service ? workload.sites : []) {
    if (uncheckedTls) found.push({ rule: "checked certificate", subject: name, what: `the backend of ${site}`, reason: uncheckedTls });
  }
  for (const { number, port, why } of workload instanceof Service ? workload.hostPorts : []) {
    found.push({ rule: "no host port", subject: name, what: `${number} to ${port}`, reason: why });
  }
  return found;
}
