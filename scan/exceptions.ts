import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { faultsOf } from "../charts/config/faults";
import { field } from "../charts/config/field";
import { readYaml } from "../charts/config/read-yaml";
import { Refusal } from "../charts/config/refusal";
import { type Finding, type JudgeName, judgeNames } from "./finding";
import { root } from "./manifests";

const file = "scan/exceptions.yaml";

const text = (says: string, allowed: string, fix: string, schema = z.string().trim().min(1)) => field(schema, { says, allowed, fix });

/** One decision of ours that a judge does not share. */
const exceptionSchema = field(
  z.strictObject({
    judge: field(z.enum(judgeNames), {
      says: "Whose finding it is.",
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
      "say what would have to change before this exception can go",
      z.string().trim().min(20),
    ),
  }),
  { says: "One exception.", allowed: "judge, rule, says, objects and reason", fix: "write all of them; only says may be left out" },
);

export const exceptionsSchema = z.strictObject({
  exceptions: field(z.array(exceptionSchema), {
    says: "Findings that stay.",
    allowed: "a list of exceptions; [] for none",
    fix: "begin each with a line such as - judge: checkov",
  }),
});

export type Exception = z.infer<typeof exceptionSchema>;

/** @throws Refusal naming the field that is wrong. */
export function parseExceptions(content: string): readonly Exception[] {
  const result = exceptionsSchema.safeParse(readYaml(content, file), { reportInput: true });
  if (!result.success) {
    throw new Refusal(
      file,
      result.error.issues.flatMap((issue) => faultsOf(issue, exceptionsSchema)),
    );
  }
  return result.data.exceptions;
}

export function loadExceptions(): readonly Exception[] {
  return parseExceptions(readFileSync(join(root, file), "utf8"));
}

export interface Sorted {
  /** Nobody decided to live with these. */
  readonly open: readonly Finding[];
  readonly excepted: readonly Finding[];
  /** Exceptions, or single objects of them, that excuse nothing any more. */
  readonly idle: readonly string[];
}

/** Sorts the findings of the judges that ran; the exceptions of the others are left alone. */
export function sorted(findings: readonly Finding[], exceptions: readonly Exception[], judges: readonly JudgeName[]): Sorted {
  const patterns = exceptions
    .filter(({ judge }) => judges.includes(judge))
    .flatMap((exception) => exception.objects.map((objects) => ({ ...exception, objects, fits: matcher(objects) })));
  const used = new Set<(typeof patterns)[number]>();
  const excepted = findings.filter((finding) => {
    const matching = patterns.filter((pattern) => excuses(pattern, finding));
    for (const pattern of matching) used.add(pattern);
    return matching.length > 0;
  });
  return {
    open: findings.filter((finding) => !excepted.includes(finding)),
    excepted,
    idle: patterns
      .filter((pattern) => !used.has(pattern))
      .map(({ judge, rule, says, objects }) => `${judge} ${rule}${says ? ` (${says})` : ""}: ${objects}`),
  };
}

/** One object of an exception. */
interface Pattern extends Pick<Exception, "judge" | "rule" | "says"> {
  fits(object: string): boolean;
}

function excuses({ judge, rule, says, fits }: Pattern, finding: Finding): boolean {
  return judge === finding.judge && rule === finding.rule && (says === undefined || says === finding.message) && fits(finding.object);
}

/** `*` stands for any characters but the ones that part kind, namespace and name. */
function matcher(pattern: string): (object: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join("[^ /]*")}$`);
  return (object) => expression.test(object);
}
