import { hostFiles } from "../../charts/output/machines";
import { type Project, textsOf } from "../project";
import { refuseStale } from "../refuse-stale";

/**
 * What is brought to a machine is what config.yaml says, or it is not brought.
 * @throws Refusal when generated/hosts is not what a synth would write now.
 */
export function refuseStaleHosts({ stack }: Project): void {
  refuseStale("generated/hosts", {
    wanted: hostFiles(stack),
    present: new Map([...textsOf("generated/hosts")].map(([path, text]) => [`hosts/${path}`, text])),
    allowed: "files that are up to date",
    fix: "npm run synth, look at the difference, then run the same command again",
  });
}
