import type { NetworkEnd } from "../../charts/facts/network";
import { Cpu } from "../../charts/values/cpu";
import { Size } from "../../charts/values/size";
import { coloured } from "../terminal";
import { connectionRows } from "../text/connection-rows";
import { hanging } from "../text/hanging";
import type { ExplainedGrant } from "./data";
import type { Explanation } from "./explanation";
import type { ExplainedProgram } from "./programs";

type Row = readonly string[];

/** An explanation for people; what a service does not have is left out. */
export function explanationWords(about: Explanation): string {
  const sections: readonly (readonly [title: string, text: string])[] = [
    ...about.programs.map((program) => [`Program ${program.name}`, hanging(programRows(program))] as const),
    ["Sites", hanging(about.sites.map(({ host, reachedBy, purpose }) => [`https://${host}`, reachedBy, purpose]))],
    [
      "Ports of the machine",
      hanging(about.hostPorts.map(({ number, from, port, why }) => [`${number}`, `to ${port}`, `from ${from}`, why])),
    ],
    ["May call", connectionRows(about.calls.map((edge) => ({ ...edge, other: endName(edge.to) })))],
    ["May be called by", connectionRows(about.calledBy.map((edge) => ({ ...edge, other: endName(edge.from) })))],
    ["Made for it by others", hanging(about.asks.map((grant) => grantRow(grant, "by")))],
    ["Made by it for others", hanging(about.gives.map((grant) => grantRow(grant, "for")))],
    ["Secrets", about.secrets.map(secretWords).join("\n")],
    ["Volumes", about.volumes.map(volumeWords).join("\n")],
    ["Volumes of others", hanging(about.borrows.map(({ name, path, writable }) => [name, path, writable ? "written" : "read only"]))],
    ["Backups", hanging(about.backups.map(({ job, when, does }) => [job, when, does]))],
    ["Claims that stay", hanging(about.parked.map((claim) => [claim]))],
    ["Personal data", about.personalData.map(personalWords).join("\n")],
    ["Monitors", hanging(about.monitors.map((monitor) => [monitor.name, monitorTarget(monitor)]))],
    ["Made inside it", hanging(seedRows(about.seeds))],
    ["Jobs", hanging(about.jobs.map((job) => [job, `mk360 explain ${job}`]))],
    ["Exceptions from the rules", hanging(about.exceptions.map(({ rule, what, reason }) => [rule, what, reason]))],
    ["Look at it", about.kubectl.map(({ shows, command }) => `  # ${shows}\n  ${command}`).join("\n")],
  ];
  return [head(about), ...sections.filter(([, text]) => text !== "").map(([title, text]) => `${coloured("bold", title)}\n${text}`)].join(
    "\n\n",
  );
}

function head(about: Explanation): string {
  const { name, kind, does, whyNot, controller, network, namespace, podSecurity, machine, phase, declaredIn, files, job } = about;
  const rows: Row[] = [
    ["runs", whyNot === undefined ? "yes" : `no: ${whyNot}; below is how it would be`],
    ["as", `${kind}, ${controller}`],
    ["in", `namespace ${namespace} (Pod Security ${podSecurity}), network ${network}`],
    ["on", machine],
    ["from", `phase ${phase}`],
    ...(job ? [["when", `${job.when}; ends within ${job.endsWithin}, tried again ${times(job.retries)}`]] : []),
    ...(job?.belongsTo ? [["belongs to", job.belongsTo]] : []),
    ...about.traits.map((trait, index) => [index === 0 ? "also" : "", trait]),
    ...(declaredIn ? [["declared in", declaredIn]] : []),
    ...files.map((file) => ["file", file]),
  ];
  return `${hanging([[name, does]], 0).replace(name, coloured("bold", name))}\n${hanging(rows)}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function programRows(program: ExplainedProgram): Row[] {
  const [image = "", digest] = program.image.split("@");
  const { cpuLimitMillicores, cpuReason, health } = program;
  const limit = cpuLimitMillicores === undefined ? "no limit" : `at most ${Cpu.milli(cpuLimitMillicores)}`;
  return [
    ["runs", program.runs],
    ["image", image],
    ["", digest ?? "no digest, see the exceptions"],
    ["user", `${program.user}, group ${program.group}`],
    ["memory", `${sizeOf(program.memoryRequestBytes)} requested, at most ${sizeOf(program.memoryLimitBytes)}: ${program.memoryBasis}`],
    ["CPU", `${Cpu.milli(program.cpuRequestMillicores)} requested, ${limit}${cpuReason ? `: ${cpuReason}` : ""}`],
    ...listRow(
      "ports",
      program.ports.map(({ name, number, protocol }) => `${name} ${portOf(number, protocol)}`),
    ),
    ...(health ? [["ready when", health.ready]] : []),
    ...(health && health.alive !== health.ready ? [["alive while", health.alive]] : []),
    ...(health && health.starts !== health.ready ? [["started when", health.starts]] : []),
    ...(health ? [["starts within", health.startsWithin]] : []),
    ...listRow(
      "may write",
      program.scratch.map(({ path, sizeBytes, inMemory }) => `${path} (${sizeOf(sizeBytes)}${inMemory ? ", in memory" : ""})`),
    ),
    ...listRow("files", program.files),
    ...listRow("variables", program.variables),
  ];
}

function listRow(name: string, entries: readonly string[]): Row[] {
  return entries.length > 0 ? [[name, entries.join(", ")]] : [];
}

function grantRow({ kind, name, other, credential, connections }: ExplainedGrant, word: "by" | "for"): Row {
  const most = connections === undefined ? "" : `, at most ${connections} connections`;
  return [kind, name, `${word} ${other.join(", ")}; secret ${credential}${most}`];
}

function secretWords({ name, purpose, generation, keys }: Explanation["secrets"][number]): string {
  const changed = generation > 1 ? ` (its value number ${generation})` : "";
  return [hanging([[name, `${purpose}${changed}`]]), hanging(Object.entries(keys), 4)].join("\n");
}

function volumeWords({ name, claim, storageClass, sizeBytes, path, holds, backup }: Explanation["volumes"][number]): string {
  const rows: Row[] = [
    ["holds", holds],
    ["lies on", `${storageClass}, ${sizeOf(sizeBytes)}, claim ${claim}`],
    ["path", path],
    ["backup", backup],
  ];
  return `  ${name}\n${hanging(rows, 4)}`;
}

function personalWords({ whose, what, purpose, kept }: Explanation["personalData"][number]): string {
  return `  ${whose}\n${hanging(
    [
      ["what", what],
      ["for", purpose],
      ["kept", kept],
    ],
    4,
  )}`;
}

function seedRows(seeds: Explanation["seeds"]): Row[] {
  return Object.entries(seeds).flatMap(([kind, entries]) => entries.map(({ name, holds }) => [kind, name, holds]));
}

function monitorTarget(monitor: Explanation["monitors"][number]): string {
  switch (monitor.type) {
    case "http":
      return monitor.url;
    case "port":
      return `${monitor.hostname}:${monitor.port}`;
    case "push":
      return `told of each good end: ${monitor.description}`;
  }
}

function endName(end: NetworkEnd): string {
  return "namespace" in end ? `${end.namespace}/${end.name}` : end.kind;
}

const portOf = (port: number, protocol: string): string => `${port}/${protocol.toLowerCase()}`;
const sizeOf = (bytes: number): string => `${Size.of(bytes)}`;
