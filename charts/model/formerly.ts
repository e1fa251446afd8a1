import { Mistake } from "./mistake";

/** What has a name, and had others before it. */
export interface Renamed {
  readonly name: string;
  /** Oldest first. */
  readonly formerly: readonly string[];
}

/** The name that what it keeps was made under: its first one. Volumes, users, secrets, tokens and backups never leave that. */
export function firstName(name: string, formerly: readonly string[] = []): string {
  return formerly[0] ?? name;
}

/**
 * What bears a name that another one's volumes and secrets still have would get them.
 * @throws Mistake when a former name is somebody's name now, or a former name of two.
 */
export function refuseFormerNamesTwice(all: readonly Renamed[]): void {
  const living = new Set(all.map(({ name }) => name));
  const heirs = new Map<string, string>();
  for (const { name, formerly } of all) {
    for (const former of formerly) {
      const other = heirs.get(former);
      if (living.has(former))
        throw new Mistake(
          `${name} was formerly "${former}", and there is a "${former}" now, whose volumes and secrets would be the same; give that one another name`,
        );
      if (other === name) throw new Mistake(`${name} was formerly "${former}" twice; write each name once, the oldest first`);
      if (other !== undefined)
        throw new Mistake(
          `${name} and ${other} were both formerly "${former}"; only one can have its volumes and secrets: take it out of the other`,
        );
      heirs.set(former, name);
    }
  }
}
