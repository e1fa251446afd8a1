import { join } from "node:path";
import { root } from "../manifests";
import type { Judge, Objection } from "../objection";
import { runFor } from "../programs";

interface Report {
  readonly summary: { readonly passed: number; readonly failed: number; readonly resource_count: number };
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly check_name: string; readonly resource: string }[];
    readonly parsing_errors?: readonly string[];
  };
}

export const checkov: Judge = {
  name: "checkov",
  programs: ["checkov"],
  async judge(programs) {
    const flags = ["--framework", "kubernetes", "--output", "json", "--compact", "--quiet", "--skip-download"];
    // Its exit code is 1 as soon as one check fails.
    const output = await runFor([0, 1], programs("checkov"), ["--directory", join(root, "dist"), ...flags]);
    const { passed, failed, resource_count } = (JSON.parse(output) as Report).summary;
    return { judged: `${resource_count} objects, ${passed + failed} checks`, objections: checkovObjections(output) };
  },
};

export function checkovObjections(output: string): Objection[] {
  const { failed_checks, parsing_errors = [] } = (JSON.parse(output) as Report).results;
  const objection = (rule: string, object: string, message: string): Objection => ({ judge: "checkov", rule, object, message });
  return [
    ...failed_checks.map(({ check_id, check_name, resource }) => objection(check_id, objectOf(resource), check_name)),
    ...parsing_errors.map((file) => objection("unreadable", file, "checkov cannot read this file")),
  ];
}

/** `Deployment.edge.caddy-public` as the other judges write it. */
function objectOf(resource: string): string {
  const [kind, namespace, ...name] = resource.split(".");
  return `${kind} ${namespace}/${name.join(".")}`;
}
