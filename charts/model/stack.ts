import { configFile } from "../config/config-file";
import { Refusal } from "../config/refusal";
import type { Config } from "../config/schema";
import type { Size } from "../values/size";
import { type Credential, type CredentialKey, isOf } from "./access/credential";
import { credentialReaders } from "./access/credential-readers";
import type { Catalogue } from "./catalogue";
import { refuseFormerNamesTwice } from "./formerly";
import type { Grant } from "./grant";
import type { Job } from "./job";
import { faultsOfArchitecture } from "./machine/built-for";
import { refuseHostPortsTwice } from "./machine/host-port-owners";
import { type Machine, machineNamed, machinesOf } from "./machine/machine";
import { placed } from "./machine/placement";
import { Mistake } from "./mistake";
import type { Monitoring } from "./monitor/monitor";
import { monitoringOf } from "./monitor/monitoring";
import { pushTokens } from "./monitor/monitors-push";
import type { Route } from "./network/route";
import { routesOf } from "./network/routes";
import { faultsOfOverrides } from "./override";
import type { Context } from "./program/context";
import type { Environment } from "./program/environment";
import { type Image, referenceOf } from "./program/image";
import type { Program } from "./program/program";
import type { Seed } from "./seed";
import { faultsOfSelection, refuseImpossibleUses, refuseUnknownNames, selectedOf } from "./selection";
import { Service } from "./service";
import { type Storage, storageNamed, storagesOf } from "./storage/storage";
import type { Volume } from "./storage/volume";
import { faultsOfLocks } from "./time/lock-times";
import { faultsOfTiming } from "./time/timing";
import type { Use } from "./use";
import type { Workload } from "./workload";

/** The catalogue under one configuration: what runs, and everything that follows from it. */
export class Stack implements Context {
  /** Everything that could run, on the machines of the configuration. */
  readonly catalogue: Catalogue;
  readonly machines: readonly Machine[];
  readonly storages: readonly Storage[];
  readonly services: readonly Service[];
  readonly jobs: readonly Job[];
  readonly routes: readonly Route[];
  private readonly byName: ReadonlyMap<string, Workload>;
  private readonly grantsByProvider: ReadonlyMap<string, readonly Grant[]>;

  /**
   * @throws Refusal when the configuration names what the catalogue does not have, or switches off what is needed.
   * @throws Mistake when two workloads or two sites have one name, or a dependency leads nowhere.
   */
  constructor(
    private readonly written: Catalogue,
    readonly config: Config,
    /** How often each credential has changed, by name; one that is missing is at its first generation. */
    private readonly generations: ReadonlyMap<string, number> = new Map(),
  ) {
    refuseImpossibleUses(written.services);
    this.machines = machinesOf(config);
    this.storages = storagesOf(config);
    this.catalogue = placed(written, config, this.machines, this.storages);
    const all = this.catalogue.services;
    refuseUnknownNames(this.catalogue, config);
    refuseFormerNamesTwice(all);
    this.services = selectedOf(all, config);
    const jobs = [...this.services.flatMap(({ jobs }) => jobs), ...written.jobs(this.services, config, all)];
    this.jobs = jobs.map((job) => job.in(config.timeZone));
    refuseFormerNamesTwice([...all, ...this.jobs]);
    const faults = [
      ...faultsOfSelection(all, this.workloads, config),
      ...faultsOfTiming(this.jobs, config),
      ...faultsOfLocks(this.jobs, config),
      ...this.workloads.flatMap(({ refuses }) => refuses(config)),
      ...faultsOfArchitecture(this.workloads, this.machines, config),
      ...faultsOfOverrides([...all, ...this.jobs], config),
    ];
    if (faults.length > 0) throw new Refusal(configFile, faults);
    this.byName = uniqueNames([...this.services, ...this.jobs]);
    refusePlacesTwice(all);
    refuseHostPortsTwice(all);
    this.routes = routesOf(this);
    this.grantsByProvider = this.collectGrants();
    this.services = this.services.map((service) => service.granting(this.grants(service.name)));
    this.byName = uniqueNames([...this.services, ...this.jobs]);
  }

  /** The same catalogue under another configuration. @throws Refusal and Mistake as a new stack does. */
  under(config: Config): Stack {
    return new Stack(this.written, config);
  }

  /** Services first, then jobs, each in the order of the catalogue. */
  get workloads(): readonly Workload[] {
    return [...this.services, ...this.jobs];
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws Mistake when no such service runs. */
  service(name: string): Service {
    const found = this.byName.get(name);
    if (found instanceof Service) return found;
    throw new Mistake(`there is no service "${name}" in this stack; add it to the catalogue, or correct the name`);
  }

  /**
   * The name of a service of the catalogue or of a job of this stack, for who writes one down.
   * @throws Mistake when there is no such name, because its bearer was renamed or has gone.
   */
  named(name: string): string {
    if (this.has(name) || this.catalogue.services.some((service) => service.name === name)) return name;
    const now = this.catalogue.services.find(({ formerly }) => formerly.includes(name));
    throw new Mistake(
      `a page, or what a service asks, names "${name}", and there is no such service or job; ${now ? `it is called ${now.name} now: write that there` : "correct the name, or take out what names it"}`,
    );
  }

  /** The machine that a service or a job runs on. */
  machineOf({ machine }: Workload): Machine {
    return machineNamed(this.machines, machine);
  }

  /** The class that a volume is of. */
  storageOf({ storage }: Pick<Volume, "storage">): Storage {
    return storageNamed(this.storages, storage);
  }

  // Arrows, so that a service file may take them out of the context that it is handed.
  readonly hostName = (site: string): string =>
    `${Object.hasOwn(this.config.hosts, site) ? this.config.hosts[site] : site}.${this.config.domain}`;

  readonly runs = (service: string): boolean => this.has(this.named(service));

  readonly machineWith = (service: string): Machine => this.machineOf(this.service(this.named(service)));

  readonly grants = (provider: string): readonly Grant[] => [...(this.grantsByProvider.get(provider) ?? [])];

  readonly monitoring = (): Monitoring => monitoringOf(this);

  readonly pushTokens = (): readonly CredentialKey[] => pushTokens(this);

  /** The image as the configuration wants it: an override, or the chosen one. */
  imageOf(image: Image): string {
    const chosen = image.isOurs ? `${this.config.images.registry}/${referenceOf(image)}` : referenceOf(image);
    return this.config.images.overrides[image.key] ?? chosen;
  }

  /** The size of a volume: the configuration's, or the catalogue's. */
  sizeOf(service: Service, volume: string): Size {
    const own = service.keeps[volume];
    if (!own) throw new Mistake(`${service.name} keeps no volume "${volume}"; it keeps ${Object.keys(service.keeps).join(", ") || "none"}`);
    return this.config.volumes[`${service.name}/${volume}`] ?? own.size;
  }

  /** The dependencies whose other end runs. */
  usesOf(workload: Workload): readonly Use[] {
    return workload.uses.filter((use) => (use.when?.(this.config) ?? true) && (!use.optional || this.reaches(use)));
  }

  /** What the set-up makes inside a service of this stack, by kind. */
  seedsOf({ seeds }: Service): Readonly<Record<string, readonly Seed[]>> {
    const wanted = Object.entries(seeds).map(
      ([kind, all]) => [kind, all.filter(({ when }) => when?.(this) ?? true).map(({ name, holds }): Seed => ({ name, holds }))] as const,
    );
    return Object.fromEntries(wanted.filter(([, all]) => all.length > 0));
  }

  /** Every credential of the stack with the namespaces that read it. */
  get credentials(): ReadonlyMap<Credential, readonly string[]> {
    return credentialReaders(this.workloads, (workload) => this.credentialsOf(workload));
  }

  /** The variables that the dependencies of a workload give to its main program and to those that share them. */
  environmentOf(workload: Workload): Environment {
    return Object.assign({}, ...this.usesOf(workload).map(({ env }) => env ?? {})) as Environment;
  }

  /** The keys that one program of a workload reads; the main one, and those that share them, also the dependencies' keys. */
  keysOf(workload: Workload, program: Program): CredentialKey[] {
    if (!program.sharesUses) return program.credentialKeys(this);
    const fromUses = this.usesOf(workload).flatMap(({ secrets }) => secrets ?? []);
    const own = program.credentialKeys(this, this.environmentOf(workload));
    return [...own, ...fromUses.filter((key) => !own.some((other) => isOf(key, other)))];
  }

  credentialsOf(workload: Workload): Credential[] {
    const all = workload.programs.flatMap((program) => this.keysOf(workload, program)).map(({ credential }) => credential);
    return [...new Set(all)];
  }

  /** The credentials of a workload that have changed since they were first made, with their generation; by name. */
  changedCredentialsOf(workload: Workload): ReadonlyMap<string, number> {
    const names = this.credentialsOf(workload).map(({ name }) => name);
    return new Map(names.sort().flatMap((name) => (this.generationOf(name) > 1 ? [[name, this.generationOf(name)] as const] : [])));
  }

  /** Starts at 1 and grows with every rotation and renewal. */
  generationOf(credential: string): number {
    return this.generations.get(credential) ?? 1;
  }

  private reaches({ peer }: Use): boolean {
    if (peer.kind === "service") return this.has(peer.endpoint.service);
    if (peer.kind === "site") return this.routes.some(({ site }) => site.name === peer.site);
    return true;
  }

  /** @throws Mistake where the provider would make nothing, and the client wait for ever. */
  private refuseUnknownKind({ provider, kind, name }: Grant): void {
    const makes = this.services.find((service) => service.name === provider)?.grants ?? [kind];
    if (makes.includes(kind)) return;
    const known = makes.map((each) => each.name).join(", ") || "nothing";
    throw new Mistake(`${name} is to be a ${kind.name} of ${provider}, which makes ${known}; take the use that ${provider}'s file exports`);
  }

  private collectGrants(): Map<string, Grant[]> {
    const byProvider = new Map<string, Grant[]>();
    const provided = this.services.flatMap(({ provides }) => provides);
    for (const uses of [...this.workloads.map((workload) => this.usesOf(workload)), provided]) {
      for (const { grant } of uses) {
        if (!grant) continue;
        this.refuseUnknownKind(grant);
        const list = byProvider.get(grant.provider) ?? [];
        if (!list.some(({ name }) => name === grant.name)) list.push(grant);
        byProvider.set(grant.provider, list);
      }
    }
    return byProvider;
  }
}

function refusePlacesTwice(services: readonly Service[]): void {
  const owners = new Map<number, string>();
  for (const { name, fixedPlace } of services) {
    if (fixedPlace === undefined) continue;
    const other = owners.get(fixedPlace);
    if (other) throw new Mistake(`${name} and ${other} both have the fixedPlace ${fixedPlace}; give each one of its own`);
    owners.set(fixedPlace, name);
  }
}

function uniqueNames(workloads: readonly Workload[]): Map<string, Workload> {
  const byName = new Map<string, Workload>();
  for (const workload of workloads) {
    if (byName.has(workload.name)) throw new Mistake(`two workloads are named "${workload.name}"; give each a name of its own`);
    byName.set(workload.name, workload);
  }
  return byName;
}
