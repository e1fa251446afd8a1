import type { KubeNode } from "../cluster/objects";

/** k3s writes what a node was started with there, what its configuration file says included; secrets are starred out. */
const annotation = "k3s.io/node-args";

/** The flags with which k3s runs on a node. */
export class K3sArguments {
  private constructor(private readonly words: readonly string[]) {}

  /** Undefined where the node does not show them. */
  static of({ metadata }: KubeNode): K3sArguments | undefined {
    try {
      const words: unknown = JSON.parse(metadata.annotations?.[annotation] ?? "");
      return Array.isArray(words) ? new K3sArguments(words.map(String)) : undefined;
    } catch {
      return undefined;
    }
  }

  get isServer(): boolean {
    return this.words[0] === "server";
  }

  /** Every value of a flag that may be given more than once, or hold a list. */
  values(flag: string): string[] {
    return this.words.flatMap((word, index) => (word === `--${flag}` ? (this.words[index + 1] ?? "").split(",") : []));
  }

  /** True when a switch is on. */
  has(flag: string): boolean {
    const at = this.words.lastIndexOf(`--${flag}`);
    return at !== -1 && !/^(false|0)$/i.test(this.words[at + 1] ?? "");
  }
}
