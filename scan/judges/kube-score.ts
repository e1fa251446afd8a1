import { kubernetesVersion } from "../kubernetes";
import { manifestsIn } from "../manifests";
import type { Judge, Objection } from "../objection";
import { runFor } from "../programs";

/** The grade of a check that has nothing to say. */
const allWell = 10;

interface Scored {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string; readonly namespace?: string };
  readonly checks: readonly Check[] | null;
}

interface Check {
  readonly check: { readonly id: string; readonly name: string };
  readonly grade: number;
  readonly skipped: boolean;
  readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
}

export const kubeScore: Judge = {
  name: "kube-score",
  programs: ["kube-score"],
  async judge(programs) {
    const [, minor] = kubernetesVersion.split(".");
    const flags = ["--kubernetes-version", `v1.${minor}`, "--output-format", "json", "--output-version", "v2"];
    // Its exit code is 1 as soon as one check is critical.
    const output = await runFor([0, 1], programs("kube-score"), ["score", ...flags, ...manifestsIn("dist")]);
    return { judged: `${scoredOf(output).length} objects`, objections: kubeScoreObjections(output) };
  },
};

const scoredOf = (output: string) => JSON.parse(output) as readonly Scored[];

/** One objection for each sentence of a check; several containers of a pod that say the same are one. */
export function kubeScoreObjections(output: string): Objection[] {
  return scoredOf(output).flatMap(({ type_meta: { kind }, object_meta: { name, namespace }, checks }) =>
    (checks ?? [])
      .filter(({ grade, skipped }) => !skipped && grade < allWell)
      .flatMap(({ check, comments }) => {
        const sentences = new Set((comments ?? []).map(({ summary }) => summary));
        return [...(sentences.size > 0 ? sentences : [check.name])].map((message) => ({
          judge: "kube-score",
          rule: check.id,
          object: `${kind} ${namespace ? `${namespace}/` : ""}${name}`,
          message,
        }));
      }),
  );
}
