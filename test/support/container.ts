import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Container, filesNamed, type Pod } from "./pods";
import type { Sandbox } from "./real";
import type { DistObject } from "./stack";

/** What the cluster would give to a pod of dist, for one that runs here without a cluster. */
export interface Surroundings {
  /** The root file system of the image. */
  readonly root: string;
  /** The folder behind each claim. */
  readonly claims: Readonly<Record<string, string>>;
  /** The content of each secret, by its keys. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files of the image that are others here, such as its list of hosts. */
  readonly replaced?: Readonly<Record<string, string>>;
}

export interface Mount {
  readonly source: string;
  readonly at: string;
  readonly readOnly: boolean;
}

/** The command line that runs the pod's main container as the cluster would: its user, no capability, its mounts, its root. */
export function containerCommand(box: Sandbox, objects: readonly DistObject[], pod: Pod, surroundings: Surroundings): readonly string[] {
  const main = pod.spec.containers[0];
  if (!main) throw new Error(`${pod.name} has no container`);
  const group = main.securityContext?.runAsGroup ?? 0;
  return boxed(box, {
    root: surroundings.root,
    mounts: (main.volumeMounts ?? []).map(({ name, mountPath, readOnly = false }) => ({
      source: sourceOf(box, objects, pod, name, group, surroundings),
      at: mountPath,
      readOnly,
    })),
    replaced: surroundings.replaced ?? {},
    readOnlyRoot: main.securityContext?.readOnlyRootFilesystem ?? false,
    user: [main.securityContext?.runAsUser ?? 0, group],
    env: Object.fromEntries((main.env ?? []).map(({ name, value = "" }) => [name, value])),
    command: wordsOf(main),
  });
}

export interface Box {
  readonly root: string;
  readonly mounts: readonly Mount[];
  readonly replaced: Readonly<Record<string, string>>;
  readonly readOnlyRoot: boolean;
  readonly user: readonly [uid: number, gid: number];
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

let count = 0;

/** A command line that sees `root` as its whole file system, by mounts that nobody else sees and that end with it. */
export function boxed(box: Sandbox, { root, mounts, replaced, readOnlyRoot, user: [uid, gid], env, command }: Box): readonly string[] {
  const inside = (path: string) => quoted(join(root, path));
  const files = Object.entries(replaced).map(([at, source]) => ({ at, source, readOnly: true }));
  const script = [
    "set -eu",
    `mount --bind ${inside("/")} ${inside("/")}`,
    ...mounts.map(({ at }) => `mkdir -p ${inside(at)}`),
    ...files.map(({ at }) => `[ -e ${inside(at)} ] || : >${inside(at)}`),
    ...[...mounts, ...files].flatMap(({ source, at, readOnly }) => [
      `mount --bind ${quoted(source)} ${inside(at)}`,
      ...(readOnly ? [`mount -o remount,bind,ro ${inside(at)}`] : []),
    ]),
    `mount --rbind /dev ${inside("/dev")}`,
    `mount -t proc proc ${inside("/proc")}`,
    ...(readOnlyRoot ? [`mount -o remount,bind,ro ${inside("/")}`] : []),
    [
      "exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ...Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`)),
      `chroot ${inside("/")}`,
      `setpriv --reuid=${uid} --regid=${gid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all --`,
      ...command.map(quoted),
    ].join(" "),
  ];
  count += 1;
  return ["unshare", "--mount", "--propagation", "private", "sh", box.file(`box-${count}.sh`, `${script.join("\n")}\n`)];
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const wordsOf = ({ command = [], args = [] }: Container): string[] => [...command, ...args];

function sourceOf(box: Sandbox, objects: readonly DistObject[], pod: Pod, name: string, group: number, given: Surroundings): string {
  const volume = pod.spec.volumes?.find((each) => each.name === name);
  if (volume?.persistentVolumeClaim) {
    const folder = given.claims[volume.persistentVolumeClaim.claimName];
    if (!folder) throw new Error(`no folder stands for the claim ${volume.persistentVolumeClaim.claimName}`);
    return folder;
  }
  const place = `pods/${pod.name}-${count}/${name}`;
  mkdirSync(box.path(place), { recursive: true });
  if (volume?.emptyDir) chmodSync(box.path(place), 0o777);
  else if (volume?.configMap)
    for (const [key, text] of Object.entries(filesNamed(objects, volume.configMap.name))) box.file(`${place}/${key}`, text);
  else if (volume?.secret) {
    for (const { key, path } of volume.secret.items ?? []) {
      const text = given.secrets[volume.secret.secretName]?.[key];
      if (text === undefined) throw new Error(`no text stands for ${volume.secret.secretName}/${key}`);
      const file = box.file(`${place}/${path}`, text);
      chownSync(file, 0, group);
      chmodSync(file, volume.secret.defaultMode ?? 0o644);
    }
  } else throw new Error(`${pod.name} has a volume ${name} of an unknown kind`);
  return box.path(place);
}
