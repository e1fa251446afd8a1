import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { documentOf, networkDocument } from "../../charts/facts/network";
import { sortedEdges } from "../../charts/facts/sorted-edges";
import { nameOf } from "../../charts/model/network/edge";
import type { Stack } from "../../charts/model/stack";
import { answer } from "../network/answer";
import { type Asked, endOf, nameOfAsked, outsideNames, stackFor, whyNotOf } from "../network/ends";
import { allWords, answerWords, endWords } from "../network/text";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 network`: who may call whom, why, and what would allow it. */
export function networkCommand(): Command {
  return new Command("network")
    .description("who may call whom, why, and which declaration would allow what is refused")
    .argument("[from]", "who opens the connection: a service, a job or a place outside")
    .argument("[to]", "who is called")
    .option("--json", "the same as data")
    .addHelpText(
      "after",
      `
Places outside: ${[...outsideNames.keys()].join(", ")}.
Exit codes: 0 shown, or allowed; 1 refused, such as an unknown name; 2 FROM may not call TO.

Examples:
  mk360 network                          every connection
  mk360 network n8n                      whom n8n may call, and who may call it
  mk360 network n8n postgres             why it may, by which declaration and which policies
  mk360 network roundcube redis-business what would allow it, or what forbids it
  mk360 network internet caddy-public`,
    )
    .action(async (from: string | undefined, to: string | undefined, { json }: { json?: boolean }) => {
      const { stack } = await openProject();
      if (from === undefined) showAll(stack, json);
      else if (to === undefined) showEnd(stack, endOf(stack, "FROM", from), json);
      else showPair(stack, endOf(stack, "FROM", from), endOf(stack, "TO", to), json);
    });
}

function showAll(stack: Stack, json = false): void {
  if (json) terminal.printJson(networkDocument(stack));
  else terminal.print(allWords(sortedEdges(stack)));
}

function showEnd(stack: Stack, end: Asked, json = false): void {
  const name = nameOfAsked(end);
  const judged = stackFor(stack, [end]);
  const edges = sortedEdges(judged);
  const outgoing = edges.filter(({ from }) => nameOf(from) === name);
  const incoming = edges.filter(({ to }) => nameOf(to) === name);
  const whyNot = whyNotOf(end);
  if (json) {
    terminal.printJson(documentOf([...outgoing, ...incoming]));
    return;
  }
  const notes = whyNot ? [`${name} does not run: ${whyNot}; this is what it would be allowed`] : [];
  terminal.print(endWords(name, outgoing, incoming, notes));
}

function showPair(stack: Stack, from: Asked, to: Asked, json = false): void {
  if (nameOfAsked(from) === nameOfAsked(to)) throw sameTwice(nameOfAsked(from));
  const found = answer(stack, from, to);
  if (json) terminal.printJson(found);
  else terminal.print(answerWords(found));
  if (!found.allowed) process.exitCode = 2;
}

function sameTwice(name: string): Refusal {
  return new Refusal("mk360 network", [
    { where: "FROM and TO", value: name, allowed: "two different ends", fix: "a pod always reaches itself; name another end" },
  ]);
}
