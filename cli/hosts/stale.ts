import { Refusal } from "../../charts/config/refusal";
import { hostFiles } from "../../charts/hosts/files";
import { type Project, textsOf } from "../project";

/**
 * What is brought to a machine is what config.yaml says, or it is not brought.
 * @throws Refusal when generated/hosts is not what a synth would write now.
 */
export function refuseStaleHosts({ stack }: Project): void {
  const wanted = hostFiles(stack);
  const present = new Map([...textsOf("generated/hosts")].map(([path, text]) => [`hosts/${path}`, text]));
  const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter((path) => wanted.get(path) !== present.get(path)).sort();
  if (stale.length === 0) return;
  throw new Refusal("generated/hosts", [
    {
      where: `${stale[0]}${stale.length > 1 ? ` and ${stale.length - 1} more` : ""}`,
      value: "not what config.yaml gives now",
      allowed: "files that are up to date",
      fix: "npm run synth, look at the difference, then run the same command again",
    },
  ]);
}
