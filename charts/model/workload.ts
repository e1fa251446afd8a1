import type { Fault } from "../config/refusal";
import type { Config } from "../config/schema";
import type { Port } from "../values/port";
import { type Span, seconds } from "../values/span";
import type { Side } from "./backup";
import { firstName } from "./formerly";
import { Mistake } from "./mistake";
import { type Endpoint, endpoint } from "./network/endpoint";
import { factsOf, type Namespace, type Network, namespaceOf, type Phase, type PodSecurity } from "./network/network";
import type { HostAccess, KubernetesAccess } from "./program/host-access";
import { Program, type ProgramProps } from "./program/program";
import type { RunsAs } from "./program/user";
import type { Use } from "./use";

export interface WorkloadProps extends ProgramProps {
  readonly network: Network;
  /** The machine by its name in config.yaml. */
  readonly machine: string;
  readonly phase: Phase;
  /**
   * Names that it had before, the oldest first. What it keeps stays under the first of them: claims, the names of users and
   * secrets that follow from its name, tokens of watches, backups and their time. Default: none.
   */
  readonly formerly?: readonly string[];
  /** One sentence for the pages: what it does for the owner. */
  readonly does: string;
  readonly runsAs: RunsAs;
  /** What Pod Security must let it do; decides the namespace within the network. Default: restricted. */
  readonly podSecurity?: PodSecurity;
  /** A user namespace of its own, in which root inside is nobody outside, and why it must have one. Default: the machine's. */
  readonly userNamespace?: { readonly reason: string };
  /** What of the machine it sees. Default: nothing. */
  readonly host?: HostAccess;
  /** What it may ask the Kubernetes API. Default: nothing, and no token is mounted. */
  readonly kubernetes?: KubernetesAccess;
  /** Programs that run to their end, one after the other, before the main one starts and after the waits of its uses. Default: none. */
  readonly before?: readonly Program[];
  /** Programs that run beside the main one in the same pod. Default: none. */
  readonly beside?: readonly Program[];
  /** What it depends on. Default: nothing. */
  readonly uses?: readonly Use[];
  /** Volumes of other services on the same machine and in the same namespace. Default: none. */
  readonly borrows?: readonly BorrowedVolume[];
  /** How long a stop may take. Default: 30 seconds. */
  readonly stopsWithin?: Span;
  /** What of config.yaml it cannot work with, although each value is right alone. Default: nothing. */
  readonly refuses?: (config: Config) => readonly Fault[];
}

/** A volume of a service that another workload mounts too. */
export interface BorrowedVolume {
  readonly service: string;
  readonly volume: string;
  /** Where the borrower finds it. */
  readonly path: string;
  /** Default: read-only. */
  readonly writable?: boolean;
}

/** Anything that runs in a pod of its own: a service or a job. */
export abstract class Workload {
  readonly network: Network;
  readonly machine: string;
  readonly phase: Phase;
  readonly does: string;
  /** Names that it had before, the oldest first. */
  readonly formerly: readonly string[];
  readonly runsAs: RunsAs;
  readonly podSecurity: PodSecurity;
  readonly userNamespace: { readonly reason: string } | undefined;
  readonly host: HostAccess | undefined;
  readonly kubernetes: KubernetesAccess | undefined;
  readonly main: Program;
  readonly stopsWithin: Span;
  /** What of the configuration it cannot work with. */
  readonly refuses: (config: Config) => readonly Fault[];
  private readonly programsBefore: readonly Program[];
  private readonly programsBeside: readonly Program[];
  private readonly dependencies: readonly Use[];
  private readonly volumesOfOthers: readonly BorrowedVolume[];

  protected constructor(
    readonly name: string,
    props: WorkloadProps,
  ) {
    this.formerly = [...(props.formerly ?? [])];
    for (const each of [name, ...this.formerly]) refuseNoName(each);
    this.network = props.network;
    this.machine = props.machine;
    this.phase = props.phase;
    this.does = props.does;
    this.runsAs = props.runsAs;
    this.podSecurity = props.podSecurity ?? "restricted";
    this.userNamespace = props.userNamespace;
    this.host = props.host;
    this.kubernetes = props.kubernetes;
    this.main = new Program(name, { ...props, sharesUses: true });
    this.stopsWithin = props.stopsWithin ?? seconds(30);
    this.refuses = props.refuses ?? (() => []);
    this.programsBefore = [...(props.uses ?? []).flatMap(({ wait }) => wait ?? []), ...(props.before ?? [])];
    this.programsBeside = props.beside ?? [];
    this.dependencies = props.uses ?? [];
    this.volumesOfOthers = props.borrows ?? [];
    this.refuseNamesTwice();
  }

  /** The name that what it keeps was made under. */
  get firstName(): string {
    return firstName(this.name, this.formerly);
  }

  get namespace(): Namespace {
    return namespaceOf(this.network, this.podSecurity);
  }

  /** Whose repository its backups go to. */
  get side(): Side {
    return factsOf[this.network].side;
  }

  get before(): readonly Program[] {
    return [...this.programsBefore];
  }

  get beside(): readonly Program[] {
    return [...this.programsBeside];
  }

  /** Every program of the pod: those that run before, the main one, those beside it. */
  get programs(): readonly Program[] {
    return [...this.programsBefore, this.main, ...this.programsBeside];
  }

  /** @throws Mistake when no program of the pod has a port of that name. */
  port(name: string): Port {
    const all = Object.assign({}, ...this.programs.map(({ ports }) => ports)) as Record<string, Port>;
    const found = all[name];
    if (!found) throw new Mistake(`${this.name} has no port "${name}"; it has ${Object.keys(all).join(", ") || "none"}`);
    return found;
  }

  /** Where a port of it is called. @throws Mistake when no program of the pod has a port of that name. */
  endpoint(name: string): Endpoint {
    return endpoint(this.name, this.namespace.name, this.port(name), name);
  }

  get uses(): readonly Use[] {
    return [...this.dependencies];
  }

  get borrows(): readonly BorrowedVolume[] {
    return [...this.volumesOfOthers];
  }

  /**
   * Two mounts of one program cannot lie at one path; `kept` are those of its own volumes.
   * @throws Mistake naming the path.
   */
  protected refusePathsTwice(kept: readonly string[]): void {
    const volumes = [...kept, ...this.borrows.map(({ path }) => path)];
    const ofTheMachine = (this.host?.paths ?? []).map(({ at }) => at);
    for (const program of this.programs) {
      const paths = [...volumes, ...(program === this.main ? ofTheMachine : []), ...Object.keys(program.writes)].map(withoutEnd);
      const twice = paths.find((path, index) => paths.indexOf(path) !== index);
      if (twice !== undefined)
        throw new Mistake(`${this.name}: two volumes or scratch directories lie at ${twice}; give each a path of its own`);
    }
  }

  private refuseNamesTwice(): void {
    const names = this.programs.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new Mistake(`${this.name}: two of its programs are named "${twice}"; give each a name of its own`);
  }
}

function refuseNoName(name: string): void {
  if (!/^[a-z][a-z0-9-]{1,48}[a-z0-9]$/.test(name)) {
    throw new Mistake(`"${name}" is no name; write 3 to 50 lower-case letters, digits and hyphens, a letter first`);
  }
}

/** `/data/` and `/data` are one directory. */
function withoutEnd(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
