import { Command } from "commander";
import { type SecretEntry, secretsDocument } from "../../charts/pages/secrets-json";
import { aligned } from "../../charts/pages/text";
import { openProject, type Project } from "../project";
import { lifetime } from "../secrets/lifetime";
import { type VisibleCredential, visibleCredentials } from "../secrets/visible";
import { coloured, terminal } from "../terminal";

interface Line {
  readonly name: string;
  readonly state: "there" | "incomplete" | "missing" | "not in use";
  readonly missingKeys: readonly string[];
  readonly generation: number;
  readonly ends: string | undefined;
  readonly namespaces: readonly string[];
  readonly purpose: string;
}

/** `mk360 secrets list`: what is there, what is missing, what ends when. It needs no age key and shows no value. */
export function secretsListCommand(): Command {
  return new Command("list")
    .description("what is there, what is missing and what ends when; no value is shown, no age key needed")
    .option("--json", "the same as data")
    .addHelpText("after", "\nExample:\n  mk360 secrets list")
    .action(async ({ json }: { json?: boolean }) => {
      const lines = linesOf(await openProject());
      if (json) terminal.printJson({ version: 1, credentials: lines });
      else terminal.print(tableOf(lines, new Date()));
    });
}

function linesOf({ stack }: Project): Line[] {
  const declared = secretsDocument(stack).credentials;
  const visible = visibleCredentials();
  const others = [...visible.values()].filter(({ name }) => !declared.some((entry) => entry.name === name));
  return [
    ...declared.map((entry) => ({ ...stateOf(entry, visible.get(entry.name)), generation: stack.generationOf(entry.name) })),
    ...others.map(({ name, ends, namespaces }): Line => {
      const purpose = "of a service that does not run now; kept for when it does";
      return { name, state: "not in use", missingKeys: [], generation: stack.generationOf(name), ends, namespaces, purpose };
    }),
  ];
}

function stateOf({ name, purpose, keys, namespaces }: SecretEntry, found: VisibleCredential | undefined): Omit<Line, "generation"> {
  const missingKeys = Object.keys(keys).filter((key) => !found?.keys.includes(key));
  const state = !found ? "missing" : missingKeys.length > 0 ? "incomplete" : "there";
  return { name, state, missingKeys, ends: found?.ends, namespaces, purpose };
}

function tableOf(lines: readonly Line[], now: Date): string {
  const rows = lines.map(({ name, state, generation, ends, namespaces, purpose }) => [
    name,
    state,
    `${generation}`,
    ends ?? "",
    namespaces.join(" "),
    purpose,
  ]);
  const [head, ...body] = aligned(
    [["credential", "state", "generation", "ends", "namespaces", "what it does"], ...rows],
    ["left", "left", "right", "left", "left", "left"],
  ).split("\n");
  const soon = new Date(now.getTime() + lifetime.warning.seconds * 1000).toISOString().slice(0, 10);
  const painted = body.map((line, index) => {
    const { state, ends } = lines[index] as Line;
    if (state === "missing" || state === "incomplete" || (ends !== undefined && ends <= soon)) return coloured("yellow", line);
    return state === "not in use" ? coloured("dim", line) : line;
  });
  return [coloured("bold", head ?? ""), ...painted].join("\n");
}
