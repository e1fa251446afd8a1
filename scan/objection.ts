export const judgeNames = ["checkov", "cyclonus", "kube-score", "kubeconform", "nca"] as const;
export type JudgeName = (typeof judgeNames)[number];

/** What a judge holds against one object. */
export interface Objection {
  readonly judge: JudgeName;
  /** The judge's own name of the rule. */
  readonly rule: string;
  /** `Deployment public/n8n`; for a connection `public/n8n → storage/postgres 5432/TCP`. */
  readonly object: string;
  /** The judge's words. */
  readonly message: string;
}

/** What a judge says after it has seen everything. */
export interface Ruling {
  /** How much was judged, such as `353 objects`. */
  readonly judged: string;
  readonly objections: readonly Objection[];
}

export interface Judge {
  readonly name: JudgeName;
  /** The programs that it runs, by their names. */
  readonly programs: readonly string[];
  /** @throws Error when a program fails to judge; that is never a ruling. */
  judge(programs: Programs): Promise<Ruling>;
}

/** Where each program lies. */
export type Programs = (name: string) => string;
