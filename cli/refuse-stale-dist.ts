import { outputsOf } from "../charts/output/outputs";
import { type Project, textsOf } from "./project";
import { refuseStale } from "./refuse-stale";

/**
 * A changed secret changes a few files of dist; other changes must not slip in with them.
 * @throws Refusal when dist is not what a synth would write now.
 */
export function refuseStaleDist({ stack, lock }: Project): void {
  refuseStale("dist", {
    wanted: outputsOf(stack, lock).dist,
    present: textsOf("dist"),
    allowed: "a dist that is up to date, so that nothing else changes with a secret",
    fix: "npm run synth, look at the difference, apply it, then run the same command again",
  });
}
