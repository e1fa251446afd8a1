import { configFile } from "../../config/config-file";
import { type Fault, Refusal } from "../../config/refusal";
import { byText } from "../../values/order";
import type { Service } from "../service";
import type { Stack } from "../stack";
import { directoryOf, placeOf } from "./directory";
import type { Volume } from "./volume";

/** One object that holds state, as state.lock.yaml names it. */
export interface StateObject {
  readonly kind: "PersistentVolumeClaim";
  readonly namespace: string;
  readonly name: string;
  readonly class: string;
  readonly size: string;
  /** Its directory, where that was made by hand: the volume of the cluster names it and cannot change. */
  readonly at?: string | undefined;
  /** The service that the data belongs to. */
  readonly service: string;
  readonly volume: string;
}

/** The claim of a volume, by its one and only name: a claim cannot be renamed, so it follows the first name of its service. */
export function claimName({ firstName }: Pick<Service, "firstName">, volume: string): string {
  return `${firstName}-${volume}`;
}

/** Every object with state of the services that run. */
export function stateOf(stack: Stack): StateObject[] {
  return stack.services.flatMap((service) => stateOfService(stack, service));
}

export function stateOfService(stack: Stack, service: Service): StateObject[] {
  return Object.entries(service.keeps).map(([name, volume]) => entryOf(stack, service, name, volume));
}

function entryOf(stack: Stack, service: Service, name: string, volume: Volume): StateObject {
  const claim = { namespace: service.namespace.name, name: claimName(service, name) };
  return {
    kind: "PersistentVolumeClaim",
    ...claim,
    class: volume.storage,
    size: `${stack.sizeOf(service, name)}`,
    ...placeIn(stack, claim, volume.storage, volume),
    service: service.name,
    volume: name,
  };
}

function placeIn(stack: Stack, claim: Pick<StateObject, "namespace" | "name">, storage: string, volume: Volume): Pick<StateObject, "at"> {
  const directory = directoryOf(stack.config, stack.storageOf({ storage }), claim, volume);
  return directory ? { at: placeOf(directory) } : {};
}

/** What the lock says after this synth. */
export interface StateDecision {
  /** The whole lock, to be written. */
  readonly lock: readonly StateObject[];
  /** Claims of services that do not run: they stay in dist alone. */
  readonly parked: readonly StateObject[];
  /** What stays released: a claim that is made anew, at once or after it had gone, is held from now on like any other. */
  readonly released: readonly string[];
}

/**
 * Holds what runs against what is known to hold data.
 * @throws Refusal when a claim would change its class or size, or would vanish without being released by name.
 */
export function decideState(stack: Stack, known: readonly StateObject[], released: readonly string[]): StateDecision {
  const current = stateOf(stack);
  const faults: Fault[] = [];
  const parked: StateObject[] = [];
  const knownKeys = new Set(known.map(keyOf));
  const remade = new Set(current.map(keyOf).filter((key) => !knownKeys.has(key)));
  for (const old of known) {
    const now = current.find((entry) => keyOf(entry) === keyOf(old));
    const owner = parkedOwner(stack, old);
    const mayGo = released.includes(keyOf(old));
    const isGone = !stack.storages.some(({ name }) => name === old.class);
    if (now && mayGo && changes(old, now).length > 0) remade.add(keyOf(old));
    else if (isGone && !mayGo) faults.push(withoutClass(stack, old));
    else if (now) faults.push(...changes(old, now));
    else if (owner && !isGone) {
      const waiting = { ...old, service: owner.name, ...placeIn(stack, old, old.class, owner.keeps[old.volume] as Volume) };
      faults.push(...changes(old, waiting));
      parked.push(waiting);
    } else if (!mayGo) faults.push(vanished(old, wayToRename(stack, known, old)));
  }
  if (faults.length > 0) throw new Refusal("state.lock.yaml", faults);
  const lock = [...current, ...parked].sort((a, b) => byText(keyOf(a), keyOf(b)));
  return { lock, parked, released: released.filter((name) => !remade.has(name)) };
}

export function keyOf({ namespace, name }: StateObject): string {
  return `${namespace}/${name}`;
}

/** Who is in the catalogue and still keeps the volume under this claim, but does not run now. */
function parkedOwner(stack: Stack, { namespace, name, volume }: StateObject): Service | undefined {
  return stack.catalogue.services.find(
    (service) =>
      !stack.has(service.name) && service.namespace.name === namespace && volume in service.keeps && claimName(service, volume) === name,
  );
}

/** Services that may be the owner of a lost claim under another name: beside it they keep a volume of that name that is new. */
function heirsOf(stack: Stack, known: readonly StateObject[], lost: StateObject): string[] {
  const keys = new Set(known.map(keyOf));
  return stack.catalogue.services
    .filter((service) => service.namespace.name === lost.namespace && service.keeps[lost.volume]?.storage === lost.class)
    .filter((service) => !keys.has(`${lost.namespace}/${claimName(service, lost.volume)}`))
    .map(({ name }) => name);
}

/** The disk on which the data lies has no name any more. */
function withoutClass({ storages }: Stack, old: StateObject): Fault {
  return {
    where: `${keyOf(old)}: class`,
    value: old.class,
    allowed: `a storage class of this configuration: ${storages.map(({ name }) => name).join(", ")}`,
    fix: `give ${configFile} the machine or the disk ${old.class} back, or name ${keyOf(old)} under released once its data may go`,
  };
}

function changes(old: StateObject, now: StateObject): Fault[] {
  // A lock of before does not say where.
  return (["class", "size", "at"] as const)
    .filter((field) => old[field] !== now[field] && (field !== "at" || (old.at !== undefined && now.class === old.class)))
    .map((field) => ({
      where: `${keyOf(old)}: ${field}`,
      value: now[field],
      allowed: `${old[field]}, as the claim was made; ${field === "at" ? "its volume cannot change" : "local-path can neither grow nor move a claim"}`,
      fix: `set it back, or move the data: back up, remove ${keyOf(old)}, and the volume that it is bound to, from the cluster and name it under released, synthesise, apply, restore; while nothing was ever applied, remove state.lock.yaml and synthesise again`,
    }));
}

/** The line that is missing where the service is there under another name; nothing where it has its own. */
function wayToRename(stack: Stack, known: readonly StateObject[], lost: StateObject): string {
  const { service } = lost;
  if (stack.catalogue.services.some(({ name }) => name === service)) return "";
  const heirs = heirsOf(stack, known, lost);
  const where = heirs.length > 0 ? `into the file of ${heirs.join(" or ")}` : "into its file";
  return `when ${service} only has another name now, write formerly: ["${service}"] ${where}; or `;
}

function vanished(old: StateObject, rename: string): Fault {
  return {
    where: keyOf(old),
    value: `a claim of ${old.service} that no service keeps any more`,
    allowed: "every claim that was ever made, until it is released by name",
    fix: `${rename}put the service or its volume back, or, when the data may go, add "${keyOf(old)}" under released`,
  };
}
