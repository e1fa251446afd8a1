import { isCredentialKey } from "../../charts/model/program/environment";
import type { Check } from "../../charts/model/program/health";
import type { Program } from "../../charts/model/program/program";
import type { Stack } from "../../charts/model/stack";
import type { Workload } from "../../charts/model/workload";

/** One container of a workload. */
export interface ExplainedProgram {
  readonly name: string;
  readonly runs: "first, to its end" | "all the time" | "to its end";
  readonly image: string;
  readonly user: number;
  readonly group: number;
  readonly memoryRequestBytes: number;
  readonly memoryLimitBytes: number;
  /** What the memory request rests on. */
  readonly memoryBasis: string;
  readonly cpuRequestMillicores: number;
  /** Left out where it may use all that is free. */
  readonly cpuLimitMillicores?: number;
  readonly cpuReason?: string;
  readonly ports: readonly { readonly name: string; readonly number: number; readonly protocol: string }[];
  readonly health?: { readonly ready: string; readonly alive: string; readonly starts: string; readonly startsWithin: string };
  /** Directories that it may write and that die with the pod. */
  readonly scratch: readonly { readonly path: string; readonly sizeBytes: number; readonly inMemory: boolean }[];
  readonly files: readonly string[];
  /** Names of its variables, sorted; values stand in the file of dist. */
  readonly variables: readonly string[];
}

export function programsOf(stack: Stack, workload: Workload, isJob: boolean): ExplainedProgram[] {
  return workload.programs.map((program) => programOf(stack, workload, program, isJob));
}

function programOf(stack: Stack, workload: Workload, program: Program, isJob: boolean): ExplainedProgram {
  const { name, image, memory, cpu, ports, health, writes, files } = program;
  const { uid, gid } = program.runsAs ?? workload.runsAs;
  const variables = { ...(program.sharesUses ? stack.environmentOf(workload) : {}), ...program.env };
  const first = workload.before.includes(program);
  return {
    name,
    runs: first ? "first, to its end" : isJob ? "to its end" : "all the time",
    image: stack.imageOf(image),
    user: uid,
    group: gid,
    memoryRequestBytes: memory.request.bytes,
    memoryLimitBytes: memory.limit.bytes,
    memoryBasis: memory.basis,
    cpuRequestMillicores: cpu.request.millicores,
    ...(cpu.limit ? { cpuLimitMillicores: cpu.limit.millicores } : {}),
    ...(cpu.reason ? { cpuReason: cpu.reason } : {}),
    ports: Object.entries(ports).map(([port, { number, protocol }]) => ({ name: port, number, protocol })),
    ...(health && !first
      ? {
          health: {
            ready: checkWords(health.ready),
            alive: checkWords(health.alive),
            starts: checkWords(health.starts),
            startsWithin: `${health.startsWithin}`,
          },
        }
      : {}),
    scratch: Object.entries(writes).map(([path, { size, inMemory }]) => ({ path, sizeBytes: size.bytes, inMemory })),
    files: Object.keys(files).sort(),
    variables: Object.entries(variables)
      .map(([variable, value]) => (isCredentialKey(value) && value.as === "value" ? `${variable} (secret)` : variable))
      .sort(),
  };
}

function checkWords(check: Check): string {
  switch (check.kind) {
    case "http":
      return `GET ${check.path} on port ${check.port}`;
    case "tcp":
      return `port ${check.port} accepts a connection`;
    case "run":
      return check.command.join(" ");
  }
}
