import type { Config } from "../config/schema";
import type { Port } from "../values/port";
import type { Grant, GrantKind } from "./grant";
import type { Job } from "./job";
import type { LeftByHand } from "./left-by-hand";
import { Mistake } from "./mistake";
import type { Endpoint } from "./network/endpoint";
import type { HostPort } from "./network/host-port";
import type { Site } from "./network/site";
import type { PersonalData } from "./personal-data";
import { listed, sameNumber } from "./program/program";
import type { Memory } from "./program/resources";
import type { RunsAs } from "./program/user";
import type { Seed } from "./seed";
import { type SetUp, setUpJobs } from "./set-up";
import { catalogueStorages, refuseElsewhere } from "./storage/storage";
import type { Volume } from "./storage/volume";
import type { Use } from "./use";
import { Workload, type WorkloadProps } from "./workload";

/** How much harm an eviction does: databases, the edge and DNS go last. */
export type Importance = "foundation" | "normal";

/** What keeps the machine itself and the cluster from running a service at one time, on one data. */
export interface ColdStart {
  /** The volume whose lock its programs hold while they work. */
  readonly lockedBy: string;
}

export interface ServiceProps extends WorkloadProps {
  /** Host names that lead to it. Default: none. */
  readonly sites?: readonly Site[];
  /** Volumes by name. Default: it keeps nothing. */
  readonly keeps?: Readonly<Record<string, Volume>>;
  /** Ports of the machine. Default: none. */
  readonly hostPorts?: readonly HostPort[];
  /** Default: normal. */
  readonly importance?: Importance;
  /** Whose data it holds. Default: nobody's. */
  readonly personalData?: readonly PersonalData[];
  /** Jobs that belong to it. Default: none. */
  readonly jobs?: readonly Job[];
  /** Runs once on each node of its machine's kind, as a DaemonSet. Default: no. */
  readonly everyNode?: boolean;
  /** Others keep their data in it: its pod has the same name for ever, so that people and tools find it. Default: no. */
  readonly isDatabase?: boolean;
  /** How it starts on its machine while the server is away. Default: not before the server is back. */
  readonly coldStart?: ColdStart;
  /**
   * Its place in the range of Services, for what the home network reaches without asking the cluster for a name. 16 to
   * 255: Kubernetes gives these to nobody by itself. It cannot change once the Service is made. Default: none.
   */
  readonly fixedPlace?: number;
  /** Why others must reach it while it is not ready yet. Default: nobody reaches it before. */
  readonly reachedBeforeReady?: string;
  /** Ports whose answer the owner's list of monitors watches every five minutes. Default: none. */
  readonly monitoredPorts?: readonly string[];
  /** Paths that answer well only while what the owner wants of the service works, by port; asked from inside, as often. Default: none. */
  readonly monitoredPaths?: Readonly<Record<string, string>>;
  /** Whether the owner's settings want it. Default: always; the phase and the list of what is off decide first. */
  readonly when?: (config: Config) => boolean;
  /** The kinds of things that it makes for clients. Default: none. */
  readonly grants?: readonly GrantKind[];
  /** The memory that all that it makes for clients takes. Default: its own, whatever that is. */
  readonly memoryFor?: (granted: readonly Grant[]) => Memory;
  /** What it makes for clients that are still to come, as they will declare it. Default: nothing. */
  readonly provides?: readonly Use[];
  /** Whose files its volumes hold, where its programs hand them to another user than their own. Default: its own user. */
  readonly filesOf?: RunsAs;
  /** Why its files belong to several users, so that nobody but root reads them all. Default: they are of one user. */
  readonly filesOfSeveral?: string;
  /**
   * How many minutes after `backup.dailyAt` its daily backup begins, 0 to 60. Default: 1 to 60, which follows from its name
   * alone, so that no other service moves it.
   */
  readonly backupMinute?: number;
  /** How it is filled with what the model has for it, by its own ports. Default: by what it reads at its start alone. */
  readonly setUp?: (own: (port: string) => Endpoint) => SetUp;
  /** What is left to the owner inside it. Default: nothing. */
  readonly leftByHand?: readonly LeftByHand[];
  /** What the set-up makes inside it, by kind, such as tags. Default: nothing. */
  readonly seeds?: Readonly<Record<string, readonly Seed[]>>;
}

/** A program that runs all the time, with everything that follows from it. */
export class Service extends Workload {
  readonly importance: Importance;
  private readonly props: ServiceProps;

  constructor(name: string, props: ServiceProps) {
    super(name, props);
    this.importance = props.importance ?? "normal";
    this.props = props;
    this.refuseMistakes();
  }

  get sites(): readonly Site[] {
    return [...(this.props.sites ?? [])];
  }

  get keeps(): Readonly<Record<string, Volume>> {
    return { ...this.props.keeps };
  }

  get hostPorts(): readonly HostPort[] {
    return [...(this.props.hostPorts ?? [])];
  }

  /**
   * The ports under which other pods may call it. Of a TCP and a UDP port with one number neither is among them while both
   * lead outside: kubectl apply tells the ports of a Service apart by number alone.
   */
  get calledPorts(): Readonly<Record<string, Port>> {
    const all = this.programs.flatMap(({ ports }) => Object.entries(ports));
    const leadsOutside = (name: string) => this.hostPorts.some(({ port }) => port === name);
    const isTwin = (name: string, { number }: Port) => all.some(([other, port]) => other !== name && port.number === number);
    return Object.fromEntries(all.filter(([name, port]) => !(leadsOutside(name) && isTwin(name, port))));
  }

  get leftByHand(): readonly LeftByHand[] {
    return [...(this.props.leftByHand ?? [])];
  }

  get personalData(): readonly PersonalData[] {
    return [...(this.props.personalData ?? [])];
  }

  get jobs(): readonly Job[] {
    const { network, machine, phase, runsAs, podSecurity, image, setUp } = this.props;
    const place = {
      name: this.name,
      formerly: this.formerly,
      network,
      machine,
      phase,
      runsAs,
      image,
      ...(podSecurity ? { podSecurity } : {}),
    };
    return [
      ...(this.props.jobs ?? []),
      ...(setUp
        ? setUpJobs(
            place,
            setUp((port) => this.endpoint(port)),
          )
        : []),
    ];
  }

  /** True when a program of ours fills it. */
  get isSetUp(): boolean {
    return this.props.setUp !== undefined;
  }

  get everyNode(): boolean {
    return this.props.everyNode ?? false;
  }

  get isDatabase(): boolean {
    return this.props.isDatabase ?? false;
  }

  get coldStart(): ColdStart | undefined {
    return this.props.coldStart && { ...this.props.coldStart };
  }

  get reachedBeforeReady(): string | undefined {
    return this.props.reachedBeforeReady;
  }

  get fixedPlace(): number | undefined {
    return this.props.fixedPlace;
  }

  get monitoredPorts(): readonly string[] {
    return [...(this.props.monitoredPorts ?? [])];
  }

  get monitoredPaths(): Readonly<Record<string, string>> {
    return { ...this.props.monitoredPaths };
  }

  /** True when some configuration leaves it out although its phase has come. */
  get dependsOnSettings(): boolean {
    return this.props.when !== undefined;
  }

  isWanted(config: Config): boolean {
    return this.props.when?.(config) ?? true;
  }

  /** The user whose files its volumes hold. */
  get filesOfSeveral(): string | undefined {
    return this.props.filesOfSeveral;
  }

  get filesOf(): RunsAs {
    return this.props.filesOf ?? this.runsAs;
  }

  get backupMinute(): number | undefined {
    return this.props.backupMinute;
  }

  get grants(): readonly GrantKind[] {
    return [...(this.props.grants ?? [])];
  }

  get provides(): readonly Use[] {
    return [...(this.props.provides ?? [])];
  }

  get seeds(): Readonly<Record<string, readonly Seed[]>> {
    return { ...this.props.seeds };
  }

  /** True when a second pod beside the first could damage its data. */
  get hasState(): boolean {
    return Object.keys(this.keeps).length > 0;
  }

  /** The same service with the memory that it takes where it makes all of this for clients. */
  granting(granted: readonly Grant[]): Service {
    const memory = this.props.memoryFor?.(granted);
    return memory && !isSame(memory, this.main.memory) ? this.with(this.name, { memory }) : this;
  }

  /** The same service with some properties changed, for a second instance. */
  with(name: string, changes: Partial<ServiceProps>): Service {
    return new Service(name, { ...this.props, ...changes });
  }

  /** The same service on another machine, with its jobs, and with its volumes in the class of that machine's own disk. */
  on(machine: string, ownDisk: string): Service {
    // Those that fill it follow from it by themselves.
    const jobs = (this.props.jobs ?? []).map((job) => (job.machine === this.machine ? job.with(job.name, { machine }) : job));
    return this.with(this.name, { machine, jobs, keeps: this.keptIn(() => ownDisk) });
  }

  /** The same service with volumes in other classes; where `classOf` says none, the volume stays. */
  keeping(classOf: (volume: string) => string | undefined): Service {
    return this.with(this.name, { keeps: this.keptIn(classOf) });
  }

  private keptIn(classOf: (volume: string) => string | undefined): Readonly<Record<string, Volume>> {
    const keeps = Object.entries(this.keeps).map(([name, volume]) => [name, { ...volume, storage: classOf(name) ?? volume.storage }]);
    return Object.fromEntries(keeps);
  }

  private refuseMistakes(): void {
    const known = Object.assign({}, ...this.programs.map(({ ports }) => ports)) as Record<string, unknown>;
    for (const site of this.sites) {
      if (!(site.port in known))
        throw new Mistake(`${this.name}: site ${site.name} leads to port "${site.port}", but it has ${listed(known)}`);
      if (site.reaches.includes("lan") && !isFree(this.fixedPlace))
        throw new Mistake(`${this.name}: site ${site.name} is for the home network; give the service a fixedPlace from 16 to 255`);
      if (!site.probe?.startsWith("/"))
        throw new Mistake(`${this.name}: site ${site.name} has no probe; name the path that answers when it is well`);
    }
    for (const [name, { storage }] of Object.entries(this.keeps)) refuseElsewhere(this, name, storage, catalogueStorages);
    this.refusePathsTwice(Object.values(this.keeps).map(({ path }) => path));
    for (const { port } of this.hostPorts) {
      if (!(port in known)) throw new Mistake(`${this.name}: a host port leads to port "${port}", but it has ${listed(known)}`);
    }
    if (this.coldStart && !(this.coldStart.lockedBy in this.keeps))
      throw new Mistake(`${this.name}: coldStart is locked by volume "${this.coldStart.lockedBy}", but it keeps ${listed(this.keeps)}`);
    const twice = sameNumber(this.calledPorts);
    if (twice)
      throw new Mistake(
        `${this.name}: ports ${twice.join(" and ")} have one number, and kubectl apply tells the ports of its address apart by number alone; give one of them another number, or a host port to both`,
      );
    for (const program of [this.main, ...this.beside]) {
      if (!program.health) throw new Mistake(`${this.name}: program ${program.name} has no health; say how to see that it works`);
    }
  }
}

/** Kubernetes takes the first sixteen places in order for its own, and hands out those above 255. */
function isFree(place: number | undefined): boolean {
  return place !== undefined && Number.isInteger(place) && place >= 16 && place <= 255;
}

function isSame(one: Memory, other: Memory): boolean {
  return `${one.request} ${one.limit}` === `${other.request} ${other.limit}`;
}

/** A service of the catalogue. */
export function service(name: string, props: ServiceProps): Service {
  return new Service(name, props);
}
