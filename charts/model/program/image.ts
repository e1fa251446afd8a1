import { Mistake } from "../mistake";
/** What a processor understands, as container registries name it. */
export type Architecture = "amd64" | "arm64";

/** A container image, named so that a change of its content is a change of its name. */
export interface Image {
  /** The name in the list of images and in config.yaml under `images.overrides`. */
  readonly key: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 digits; left out where none is known, with the reason. */
  readonly digest?: string;
  /** How much of the tag is the major version, such as `4.4`. Default: its first number, and behind a zero the second too. */
  readonly major?: string;
  /** Built from this repository; config.yaml says in which registry it lies. */
  readonly isOurs?: boolean;
  /** For which processors it is known to be built. */
  readonly architectures: readonly Architecture[];
  /** Why there is no digest. */
  readonly withoutDigest?: string;
}

export type UnnamedImage = Omit<Image, "key" | "architectures">;

/** An image by tag and digest. */
export function image(repository: string, tag: string, digest: string): UnnamedImage {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Mistake(`${repository}:${tag}: "${digest}" is no digest`);
  return { repository, tag, digest };
}

/** An image of which only the tag is known. */
export function imageByTag(repository: string, tag: string, withoutDigest: string): UnnamedImage {
  return { repository, tag, withoutDigest };
}

/** An image of our own, by its name below the registry of config.yaml. */
export function ownImage(name: string, tag: string, withoutDigest: string): UnnamedImage {
  return { repository: name, tag, withoutDigest, isOurs: true };
}

/** What gives each image the name under which the list holds it, and says for which processors it is built. */
export function namesOfImages({ alsoForArm64 }: { readonly alsoForArm64: readonly string[] }) {
  return <K extends string>(list: Record<K, UnnamedImage>): Record<K, Image> => {
    const stranger = alsoForArm64.find((key) => !Object.hasOwn(list, key));
    if (stranger) throw new Mistake(`"${stranger}" is said to be built for arm64, but the list has no such image; correct the name`);
    const named = Object.entries<UnnamedImage>(list).map(([key, value]) => {
      const architectures: readonly Architecture[] = alsoForArm64.includes(key) ? ["amd64", "arm64"] : ["amd64"];
      return [key, { ...value, key, architectures }];
    });
    return Object.fromEntries(named) as Record<K, Image>;
  };
}

/** Where the image lies; one of our own in the registry of config.yaml. */
export function repositoryOf({ repository, isOurs }: Image, registry: string): string {
  return isOurs ? `${registry}/${repository}` : repository;
}

/** What the container runtime is told: `repository:tag@digest`. */
export function referenceOf({ repository, tag, digest }: Image): string {
  return digest ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
}
