import type { Fault } from "../../config/refusal";

/** A name that the owner gave to a machine or to a disk: what is to be there. */
export interface Wish {
  /** Where it stands in config.yaml. */
  readonly where: string;
  readonly name: string;
  /** The machine, or the storage class of the disk. */
  readonly to: string;
}

/** One name can be in one place only. */
export function faultsOfNamesTwice(wishes: readonly Wish[]): Fault[] {
  return wishes.flatMap(({ where, name }, index) => {
    const first = wishes.slice(0, index).find((wish) => wish.name === name);
    if (!first) return [];
    return [{ where, value: name, allowed: `each name once; ${first.where} has this one`, fix: "remove one of the two lines" }];
  });
}
