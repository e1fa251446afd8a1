import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { type Container, filesNamed, type Pod } from "../support/pods";
import type { Sandbox } from "../support/real";
import type { DistObject } from "../support/stack";

/** How a program of a pod ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** What stands here for what the cluster would give. */
export interface Here {
  /** The value of each secret. */
  readonly secret: (name: string, key: string) => string;
  /** Folders that stand for directories of the pod, such as a volume's. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Variables that are others here, such as addresses. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that are others here, by their path in the pod. */
  readonly files?: Readonly<Record<string, string>>;
  /** The words that start it here, where its image's own entry point would. */
  readonly command?: readonly string[];
}

export interface Running {
  readonly ended: Promise<Ended>;
  readonly said: () => string;
  readonly kill: () => void;
}

/** A container of dist as it stands in its manifest, its files and variables included, started on this machine. */
export function startContainer(box: Sandbox, objects: readonly DistObject[], pod: Pod, container: Container, here: Here): Running {
  const folders = new Map(Object.entries(here.folders ?? {}));
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    if (folders.has(mountPath)) continue;
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    const place = box.folder(`${pod.name}/${container.name}${mountPath}`);
    folders.set(mountPath, place);
    const { secret } = volume ?? {};
    for (const { key, path } of secret?.items ?? [])
      box.file(`${pod.name}/${container.name}${mountPath}/${path}`, here.secret(secret?.secretName ?? "", key));
    if (!volume?.configMap) continue;
    for (const [file, text] of Object.entries(filesNamed(objects, volume.configMap.name)))
      box.file(`${pod.name}/${container.name}${mountPath}/${file}`, here.files?.[`${mountPath}/${file}`] ?? text);
  }
  const moved = (word: string): string => {
    const mount = [...folders.keys()].filter((path) => word === path || word.startsWith(`${path}/`)).sort((a, b) => b.length - a.length)[0];
    return mount === undefined ? word : `${folders.get(mount)}${word.slice(mount.length)}`;
  };
  const env = Object.fromEntries((container.env ?? []).map(({ name, value = "" }) => [name, moved(value)]));
  const [program = "", ...words] = here.command ?? (container.command ?? []).map(moved);
  const child = spawn(program === "node" ? process.execPath : program, words, {
    cwd: dirname(words[0] ?? "/"),
    env: { PATH: process.env.PATH ?? "", ...env, ...here.env },
    stdio: ["ignore", "pipe", "pipe"],
    // As the first process of a container: what it started ends with it.
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, said })));
  return { ended, said: () => said, kill: () => killGroup(child.pid) };
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}
