import { Command } from "commander";
import { Job } from "../../charts/model/job";
import type { Stack } from "../../charts/model/stack";
import { explain } from "../explain/explanation";
import { explanationWords } from "../explain/text";
import { findWorkload, knownWorkloads } from "../find-workload";
import { openProject } from "../project";
import { coloured, terminal } from "../terminal";
import { hanging } from "../text/hanging";

/** `mk360 explain`: all that the model knows of one service or job. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("all that is known of a service or a job, and how to look at it with kubectl")
    .argument("[name]", "a service or a job, with or without its namespace; without a name, all of them")
    .option("--json", "the same as data, in bytes and thousandths of a core")
    .addHelpText(
      "after",
      `
No cluster is asked, and no value of a secret is shown.
Exit codes: 0 shown, also for what does not run now; 1 refused, such as an unknown name.

Examples:
  mk360 explain
  mk360 explain n8n
  mk360 explain storage/postgres-provisioning
  mk360 explain n8n --json | jq -r '.kubectl[].command'`,
    )
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { stack, lock } = await openProject();
      if (name === undefined) {
        const all = knownWorkloads(stack).map((one) => lineOf(stack, one));
        if (json) terminal.printJson({ version: 1, workloads: all });
        else terminal.print(listWords(all));
        return;
      }
      const explanation = explain(findWorkload(stack, name), lock.state);
      if (json) terminal.printJson(explanation);
      else terminal.print(explanationWords(explanation));
    });
}

/** One entry of `mk360 explain --json`. */
interface Line {
  readonly name: string;
  readonly kind: "service" | "job";
  readonly does: string;
  /** Left out where it runs. */
  readonly whyNot?: string;
}

function lineOf(stack: Stack, name: string): Line {
  const { workload, whyNot } = findWorkload(stack, name);
  const kind = workload instanceof Job ? "job" : "service";
  return { name, kind, does: workload.does, ...(whyNot === undefined ? {} : { whyNot }) };
}

function listWords(all: readonly Line[]): string {
  const part = (title: string, lines: readonly Line[]) =>
    `${coloured("bold", title)}\n${hanging(lines.map(({ name, does, whyNot }) => [name, whyNot === undefined ? does : `${does} (${whyNot})`]))}`;
  return [
    part(
      "Services",
      all.filter(({ kind }) => kind === "service"),
    ),
    part(
      "Jobs",
      all.filter(({ kind }) => kind === "job"),
    ),
  ].join("\n\n");
}
