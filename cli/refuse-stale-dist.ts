import { Refusal } from "../charts/config/refusal";
import { outputsOf } from "../charts/output/outputs";
import { type Project, textsOf } from "./project";

/**
 * A changed secret changes a few files of dist; other changes must not slip in with them.
 * @throws Refusal when dist is not what a synth would write now.
 */
export function refuseStaleDist({ stack, lock }: Project): void {
  const { dist } = outputsOf(stack, lock);
  const present = textsOf("dist");
  const stale = [...new Set([...dist.keys(), ...present.keys()])].filter((path) => dist.get(path) !== present.get(path)).sort();
  if (stale.length === 0) return;
  throw new Refusal("dist", [
    {
      where: `${stale[0]}${stale.length > 1 ? ` and ${stale.length - 1} more` : ""}`,
      value: "not what config.yaml gives now",
      allowed: "a dist that is up to date, so that nothing else changes with a secret",
      fix: "npm run synth, look at the difference, apply it, then run the same command again",
    },
  ]);
}
