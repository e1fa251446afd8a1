import { createHash } from "node:crypto";
import { posix } from "node:path";
import { ConfigMap, type IConfigMap } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { Program } from "../model/program/program";
import type { Stack } from "../model/stack";
import type { Workload } from "../model/workload";
import { labelsOf } from "./labels";

/** One directory of files that a program reads, as one ConfigMap. */
export interface FileDirectory {
  readonly program: Program;
  readonly path: string;
  readonly map: IConfigMap;
  /** Whether one of them names what runs it, so that programs may start it. */
  readonly isExecutable: boolean;
  /** Changes with the content. */
  readonly hash: string;
}

/** A ConfigMap for each directory of files that a program of the workload reads. */
export function filesOf(scope: Construct, stack: Stack, workload: Workload): FileDirectory[] {
  return workload.programs.flatMap((program) =>
    [...byDirectory(program, stack)].map(([path, data]) => {
      const name = `${workload.name}-${slug(program === workload.main ? path : `${program.name}${path}`)}`;
      new ConfigMap(scope, `files-${name}`, { metadata: { name, labels: labelsOf(workload) }, data });
      const isExecutable = Object.values(data).some((text) => text.startsWith("#!"));
      return {
        program,
        path,
        map: ConfigMap.fromConfigMapName(scope, `map-${name}`, name),
        isExecutable,
        hash: hashOf(JSON.stringify(data)),
      };
    }),
  );
}

export function hashOf(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

function byDirectory(program: Program, stack: Stack): Map<string, Record<string, string>> {
  const directories = new Map<string, Record<string, string>>();
  for (const [path, text] of Object.entries(program.files)) {
    const content = typeof text === "function" ? text(stack) : text;
    if (content === undefined) continue;
    const directory = posix.dirname(path);
    const data = directories.get(directory) ?? {};
    data[posix.basename(path)] = content;
    directories.set(directory, data);
  }
  return directories;
}

/** A path as part of an object's name: `/etc/caddy` becomes `etc-caddy`. */
export function slug(path: string): string {
  return path
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();
}
