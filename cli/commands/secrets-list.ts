import { Command } from "commander";
import { type SecretEntry, secretsDocument } from "../../charts/facts/secrets";
import { ownLifetime } from "../../charts/model/time/certificate-lifetime";
import { type Gap, gapsOf, openKeys } from "../committed/gaps";
import { type VisibleCredential, visibleCredentials } from "../committed/visible";
import { openProject, type Project } from "../project";
import { type Exposure, exposures } from "../secrets/exposed";
import { coloured, terminal } from "../terminal";
import { fittedRows, hung } from "../text/fitted";
import { exitCodeOf, type Verdict } from "../verdict";

interface Line {
  readonly name: string;
  readonly state: "there" | "incomplete" | "missing" | "not in use";
  /** Keys that at least one namespace lacks. */
  readonly missingKeys: readonly string[];
  /** What of it is missing where, and what puts it there. */
  readonly gaps: readonly Gap[];
  /** Keys that wait for the owner. */
  readonly waitsFor: readonly string[];
  readonly generation: number;
  readonly ends: string | undefined;
  readonly namespaces: readonly string[];
  readonly purpose: string;
}

/** `mk360 secrets list`: what is there, what is missing, what ends when, and who can read it. It needs no age key and shows no value. */
export function secretsListCommand(): Command {
  return new Command("list")
    .description("what is there, what is missing and what ends when; no value is shown, no age key needed")
    .option("--json", "the same as data")
    .addHelpText(
      "after",
      "\nWhether a stranger can read it is judged where your own age key is.\n\nExit codes: 0 all is there, 1 refused, 2 something is missing, has ended, or can be read by others.\n\nExamples:\n  mk360 secrets list\n  mk360 secrets list --json | jq -r '.credentials[].gaps[].fix'",
    )
    .action(async ({ json }: { json?: boolean }) => {
      const project = await openProject();
      const lines = linesOf(project);
      const exposed = await exposures(project.stack);
      const now = new Date();
      if (json) terminal.printJson({ version: 1, credentials: lines, exposed });
      else terminal.print([tableOf(lines, now), ...exposed.flatMap(exposureLines)].join("\n"));
      process.exitCode = exitCodeOf([...lines.map((line) => verdictOf(line, now)), ...exposed.map((): Verdict => "wrong")]);
    });
}

function linesOf({ stack }: Project): Line[] {
  const declared = secretsDocument(stack).credentials;
  const visible = visibleCredentials();
  const others = [...visible.values()].filter(({ name }) => !declared.some((entry) => entry.name === name));
  return [
    ...declared.map((entry) => ({ ...stateOf(entry, visible.get(entry.name)), generation: stack.generationOf(entry.name) })),
    ...others.map((found): Line => {
      const purpose = "of a service that does not run now; kept for when it does";
      const [name, namespaces] = [found.name, [...found.files.keys()]];
      const files = stateOf({ name, purpose, namespaces, keys: {} }, found);
      return { ...files, state: "not in use", generation: stack.generationOf(name) };
    }),
  ];
}

function stateOf(entry: SecretEntry, found: VisibleCredential | undefined): Omit<Line, "generation"> {
  const { name, purpose, namespaces } = entry;
  const gaps = gapsOf(entry, found);
  const missingKeys = Object.keys(entry.keys).filter((key) => gaps.some(({ keys }) => keys.includes(key)));
  const waitsFor = openKeys(entry, found).map(({ key }) => key);
  const state = !found ? "missing" : gaps.length > 0 ? "incomplete" : "there";
  return { name, state, missingKeys, gaps, waitsFor, ends: found?.ends, namespaces, purpose };
}

function tableOf(lines: readonly Line[], now: Date): string {
  const rows = lines.map(({ name, state, generation, ends, namespaces, purpose }) => [
    name,
    state,
    `${generation}`,
    ends ?? "",
    `${purpose}; in ${namespaces.join(", ")}`,
  ]);
  const heads = ["credential", "state", "generation", "ends", "what it does, and where"];
  const [head = "", ...body] = fittedRows([heads, ...rows], ["left", "left", "right", "left", "left"]);
  const painted = body.map((text, index) => {
    const line = lines[index] as Line;
    if (verdictOf(line, now) !== "ok") return coloured("yellow", text);
    return line.state === "not in use" ? coloured("dim", text) : text;
  });
  return [coloured("bold", head), ...painted, ...whatIsMissing(lines)].join("\n");
}

/** What is not whole in the repository is wrong; what no running service uses may end as it likes. */
function verdictOf({ state, ends }: Line, now: Date): Verdict {
  if (state === "missing" || state === "incomplete") return "wrong";
  if (state === "not in use" || ends === undefined) return "ok";
  if (ends < dayOf(now)) return "wrong";
  return ends <= dayOf(new Date(now.getTime() + ownLifetime.warning.seconds * 1000)) ? "warning" : "ok";
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function exposureLines({ what, fix }: Exposure): string[] {
  return ["", ...[what, `         fix: ${fix}`].map((text) => coloured("red", hung(text, 9)))];
}

/** What needs a step of its own is named; what init simply makes is counted. */
function whatIsMissing(lines: readonly Line[]): string[] {
  const made = lines.filter(({ state, waitsFor }) => state === "missing" && waitsFor.length === 0);
  const named = lines.filter((line) => !made.includes(line)).flatMap(({ name, gaps }) => gaps.map((gap) => ({ name, ...gap })));
  const texts = [
    ...named.flatMap(({ name, what, fix }) => [`${name}: ${what}`, `         fix: ${fix}`]),
    ...(made.length > 0 ? [`missing, and made by mk360 alone: ${made.length}`, "         fix: mk360 secrets init"] : []),
  ];
  return texts.length > 0 ? ["", ...texts.map((text) => coloured("yellow", hung(text, 9)))] : [];
}
