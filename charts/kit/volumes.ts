import { Size as CdkSize } from "cdk8s";
import { EmptyDirMedium, HostPathVolumeType, PersistentVolumeClaim, Secret, Volume, type VolumeMount } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { secretDirectory } from "../model/access/credential";
import { Job } from "../model/job";
import { Mistake } from "../model/mistake";
import { read } from "../model/program/context";
import { isCredentialKey } from "../model/program/environment";
import type { HostPath } from "../model/program/host-access";
import type { Program } from "../model/program/program";
import { Service } from "../model/service";
import type { Stack } from "../model/stack";
import { claimName } from "../model/storage/state";
import type { Workload } from "../model/workload";
import { type FileDirectory, slug } from "./files";

/** Group-readable, because the pod's group owns the mounts. */
const secretMode = 0o440;
/** A job sets no group on its mounts, which are other services' live data: its secrets must be readable as they are. */
const secretModeOfJobs = 0o444;

/** All volumes of one pod; a directory that two programs declare is one volume, which they share. */
export class PodVolumes {
  private readonly volumes = new Map<string, Volume>();

  constructor(
    private readonly scope: Construct,
    private readonly stack: Stack,
    private readonly workload: Workload,
    private readonly files: readonly FileDirectory[],
  ) {}

  /** What one program finds where. */
  mountsOf(program: Program): VolumeMount[] {
    return [
      ...this.kept(program),
      ...this.ofTheMachine(program),
      ...this.borrowed(program),
      ...this.scratch(program),
      ...this.configuration(program),
      ...this.secrets(program),
    ];
  }

  private kept(program: Program): VolumeMount[] {
    if (!(this.workload instanceof Service)) return [];
    const owner = this.workload;
    return Object.entries(owner.keeps)
      .filter(([, { path }]) => sees(program, path, this.stack, this.workload))
      .map(([volume, { path, readOnly = false }]) => ({
        path,
        volume: this.claim(volume, claimName(owner, volume), readOnly),
        ...(readOnly ? { readOnly } : {}),
      }));
  }

  private borrowed(program: Program): VolumeMount[] {
    return this.workload.borrows
      .filter(({ path }) => sees(program, path, this.stack, this.workload))
      .map(({ service, volume, path, writable = false }) => {
        const owner = this.stack.service(service);
        if (!(volume in owner.keeps))
          throw new Mistake(`${this.workload.name} borrows ${service}/${volume}, which ${service} does not keep`);
        if (owner.machine !== this.workload.machine || owner.namespace !== this.workload.namespace) {
          throw new Mistake(`${this.workload.name} borrows ${service}/${volume}, but runs on another machine or in another namespace`);
        }
        return { path, volume: this.claim(`${service}-${volume}`, claimName(owner, volume), !writable), readOnly: !writable };
      });
  }

  private ofTheMachine(program: Program): VolumeMount[] {
    if (program !== this.workload.main) return [];
    return (this.workload.host?.paths ?? []).map((host) => ({
      path: host.at,
      readOnly: !host.writable,
      volume: this.once(`host-${slug(host.path)}`, (id, name) =>
        Volume.fromHostPath(this.scope, id, name, { path: host.path, ...typeOf(host) }),
      ),
    }));
  }

  private claim(key: string, name: string, readOnly: boolean): Volume {
    const claim = () => PersistentVolumeClaim.fromClaimName(this.scope, `mounted-${name}`, name);
    return this.once(key, (id, volume) => Volume.fromPersistentVolumeClaim(this.scope, id, claim(), { name: volume, readOnly }));
  }

  private scratch({ writes }: Program): VolumeMount[] {
    return Object.entries(writes).map(([path, { size, inMemory }]) => ({
      path,
      volume: this.once(`scratch-${slug(path)}`, (id, name) =>
        Volume.fromEmptyDir(this.scope, id, name, {
          sizeLimit: CdkSize.mebibytes(size.mebibytes),
          ...(inMemory ? { medium: EmptyDirMedium.MEMORY } : {}),
        }),
      ),
    }));
  }

  private configuration(program: Program): VolumeMount[] {
    return this.files
      .filter((directory) => directory.program === program)
      .map(({ path, map, isExecutable }) => ({
        path,
        readOnly: true,
        volume: this.once(
          `files-${map.name}`,
          (id, name) => Volume.fromConfigMap(this.scope, id, map, { name, defaultMode: isExecutable ? 0o555 : 0o444 }),
          slug(path),
        ),
      }));
  }

  private secrets(program: Program): VolumeMount[] {
    const files = this.stack.keysOf(this.workload, program).filter(({ as }) => as === "file");
    const credentials = [...new Set(files.map(({ credential }) => credential))];
    return credentials.map((credential) => {
      const keys = files.filter((file) => file.credential === credential).map(({ key }) => key);
      return {
        path: secretDirectory(credential),
        readOnly: true,
        volume: this.once(
          `secret-${credential.name}-${keys.join("-")}`,
          (id, name) =>
            Volume.fromSecret(this.scope, id, Secret.fromSecretName(this.scope, `${id}-source`, credential.name), {
              name,
              defaultMode: this.workload instanceof Job ? secretModeOfJobs : secretMode,
              items: Object.fromEntries(keys.map((key) => [key, { path: key }])),
            }),
          `secret-${credential.name}${keys.length < Object.keys(credential.keys).length ? `-${keys.map(slug).join("-")}` : ""}`,
        ),
      };
    });
  }

  /** Makes a volume when it is asked for the first time. Names must be short and unique in the pod. */
  private once(key: string, make: (id: string, name: string) => Volume, wanted: string = key): Volume {
    const known = this.volumes.get(key);
    if (known) return known;
    const name = wanted.slice(0, 63).replace(/-+$/, "");
    const taken = [...this.volumes.values()].some((volume) => volume.name === name);
    const made = make(`volume-${key}`, taken ? `${name.slice(0, 60)}-${this.volumes.size}` : name);
    this.volumes.set(key, made);
    return made;
  }
}

/** A program before or beside the main one gets a volume only when one of its own words or variables names it, anywhere in the text. */
function sees(program: Program, path: string, stack: Stack, { main }: Workload): boolean {
  if (program === main) return true;
  const words = [...(program.command ?? []), ...(program.args ?? []), ...Object.values(program.env)];
  return words.some((word) => !isCredentialKey(word) && names(read(word, stack), path));
}

/** `--db=/data/x` and `file:/data` name /data; `/metadata` and `/data-old` do not. */
function names(text: string, path: string): boolean {
  const plain = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![A-Za-z0-9._/-])${plain}(?![A-Za-z0-9._-])`).test(text);
}

function typeOf({ writable, belongsToProgram }: HostPath): { type?: HostPathVolumeType } {
  if (belongsToProgram) return { type: HostPathVolumeType.DIRECTORY };
  return writable ? { type: HostPathVolumeType.DIRECTORY_OR_CREATE } : {};
}
