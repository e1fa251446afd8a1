import type { Fault } from "../config/refusal";
import type { Config } from "../config/schema";
import { type Image, repositoryOf } from "./program/image";
import { Service } from "./service";
import type { Workload } from "./workload";

/** What a tag says of the program: its numbers, and what it is built on, such as `bookworm`. */
interface Version {
  readonly numbers: readonly string[];
  readonly base: string;
}

/** Says how finished a version is, and nothing of what it is built on. */
const stages = new Set(["alpha", "beta", "rc", "pre", "ls"]);

/**
 * Other images in place of the chosen ones: behind a volume lies data that another program, another major version or
 * another base (which sorts texts in another way) may read wrong or never again.
 */
export function faultsOfOverrides(workloads: readonly Workload[], { images }: Config): Fault[] {
  const kept = new Map<string, { readonly image: Image; readonly by: string }>();
  for (const workload of workloads.filter(hasVolume)) {
    for (const { image } of workload.programs) if (!kept.has(image.key)) kept.set(image.key, { image, by: workload.name });
  }
  return Object.entries(images.overrides).flatMap(([key, reference]) => {
    const found = kept.get(key);
    if (!found || isSameLine(found.image, reference, images.registry)) return [];
    const { image, by } = found;
    const wanted = `${repositoryOf(image, images.registry)}:${lineOf(image)}`;
    return [
      {
        where: `images.overrides.${key}`,
        value: reference,
        allowed: `${wanted}, because ${by} has a volume that was written by ${image.tag}`,
        fix: `write ${wanted}@sha256:… with the digest of that tag, or remove the line; another line of versions needs its data moved by hand`,
      },
    ];
  });
}

function hasVolume(workload: Workload): boolean {
  return workload.borrows.length > 0 || (workload instanceof Service && workload.hasState);
}

function isSameLine(image: Image, reference: string, registry: string): boolean {
  const repository = repositoryOf(image, registry);
  const [name = ""] = reference.split("@");
  if (!name.startsWith(`${repository}:`)) return false;
  const [chosen, other] = [versionOf(image.tag), versionOf(name.slice(repository.length + 1))];
  if (!chosen || !other) return name === `${repository}:${image.tag}`;
  return other.base === chosen.base && majorOf(image, chosen).every((number, place) => other.numbers[place] === number);
}

/** The tags that pass, for people: `16.…-bookworm`; a tag without a number passes alone. */
function lineOf(image: Image): string {
  const version = versionOf(image.tag);
  if (!version) return image.tag;
  const prefix = image.tag.startsWith("v") ? "v" : "";
  return `${prefix}${majorOf(image, version).join(".")}.…${version.base === "" ? "" : `-${version.base}`}`;
}

/** The first number; where it is zero the second too, because such versions promise nothing from one to the next. */
function majorOf({ major }: Image, { numbers }: Version): readonly string[] {
  return major?.split(".") ?? numbers.slice(0, numbers[0] === "0" ? 2 : 1);
}

function versionOf(tag: string): Version | undefined {
  const [, numbers, rest = ""] = /^v?([0-9]+(?:\.[0-9]+)*)(?:-(.+))?$/.exec(tag) ?? [];
  if (numbers === undefined) return undefined;
  const words = rest.split("-").map((word) => word.replace(/[0-9.]+$/, ""));
  return { numbers: numbers.split("."), base: words.filter((word) => word !== "" && !stages.has(word)).join("-") };
}
