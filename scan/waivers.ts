import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { faultsOf } from "../charts/config/faults";
import { field } from "../charts/config/field";
import { readYaml } from "../charts/config/read-yaml";
import { Refusal } from "../charts/config/refusal";
import { root } from "./manifests";
import { type JudgeName, judgeNames, type Objection } from "./objection";

const file = "scan/waivers.yaml";

const text = (says: string, allowed: string, fix: string, schema = z.string().trim().min(1)) => field(schema, { says, allowed, fix });

/** One decision of ours that a judge does not share. */
const waiverSchema = field(
  z.strictObject({
    judge: field(z.enum(judgeNames), {
      says: "Whose objection it is.",
      allowed: judgeNames.join(", "),
      fix: "write the name that the scan prints",
    }),
    rule: text("The judge's own name of the rule.", "a name such as CKV_K8S_40", "write the name that the scan prints"),
    says: text(
      "What the judge says, where one rule holds several things against an object.",
      "the judge's whole sentence",
      "copy what the scan prints, or remove the line to mean the whole rule",
    ).optional(),
    objects: field(
      z
        .array(
          text(
            "An object, or several: * stands for any part of a name.",
            "Kind namespace/name",
            "write it as the scan prints it, such as Deployment edge/caddy-*",
          ),
        )
        .min(1),
      {
        says: "The objects that are meant.",
        allowed: "a list of at least one object",
        fix: "write one line for each, such as - Deployment edge/caddy-*",
      },
    ),
    reason: text(
      "Why it is right here all the same.",
      "a sentence of at least 20 characters",
      "say what would have to change before this waiver can go",
      z.string().trim().min(20),
    ),
  }),
  { says: "One waiver.", allowed: "judge, rule, says, objects and reason", fix: "write all of them; only says may be left out" },
);

export const waiversSchema = z.strictObject({
  waivers: field(z.array(waiverSchema), {
    says: "Objections that stay.",
    allowed: "a list of waivers; [] for none",
    fix: "begin each with a line such as - judge: checkov",
  }),
});

export type Waiver = z.infer<typeof waiverSchema>;

/** @throws Refusal naming the field that is wrong. */
export function parseWaivers(content: string): readonly Waiver[] {
  const result = waiversSchema.safeParse(readYaml(content, file), { reportInput: true });
  if (!result.success) {
    throw new Refusal(
      file,
      result.error.issues.flatMap((issue) => faultsOf(issue, waiversSchema)),
    );
  }
  return result.data.waivers;
}

export function loadWaivers(): readonly Waiver[] {
  return parseWaivers(readFileSync(join(root, file), "utf8"));
}

export interface Sorted {
  /** Nobody decided to live with these. */
  readonly open: readonly Objection[];
  readonly waived: readonly Objection[];
  /** Waivers, or single objects of them, that excuse nothing any more. */
  readonly idle: readonly string[];
}

/** Sorts the objections of the judges that ran; the waivers of the others are left alone. */
export function sorted(objections: readonly Objection[], waivers: readonly Waiver[], judges: readonly JudgeName[]): Sorted {
  const patterns = waivers
    .filter(({ judge }) => judges.includes(judge))
    .flatMap((waiver) => waiver.objects.map((objects) => ({ ...waiver, objects, fits: matcher(objects) })));
  const used = new Set<(typeof patterns)[number]>();
  const waived = objections.filter((objection) => {
    const matching = patterns.filter((pattern) => excuses(pattern, objection));
    for (const pattern of matching) used.add(pattern);
    return matching.length > 0;
  });
  return {
    open: objections.filter((objection) => !waived.includes(objection)),
    waived,
    idle: patterns
      .filter((pattern) => !used.has(pattern))
      .map(({ judge, rule, says, objects }) => `${judge} ${rule}${says ? ` (${says})` : ""}: ${objects}`),
  };
}

/** One object of a waiver. */
interface Pattern extends Pick<Waiver, "judge" | "rule" | "says"> {
  fits(object: string): boolean;
}

function excuses({ judge, rule, says, fits }: Pattern, objection: Objection): boolean {
  return (
    judge === objection.judge && rule === objection.rule && (says === undefined || says === objection.message) && fits(objection.object)
  );
}

/** `*` stands for any characters but the ones that part kind, namespace and name. */
function matcher(pattern: string): (object: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join("[^ /]*")}$`);
  return (object) => expression.test(object);
}
