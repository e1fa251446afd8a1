import type { Stack } from "../../model/stack";
import { page, table } from "../markdown";
import { deviations, notYet } from "./deviations";

/** Where the stack does not do what the owner's document says, as far as it concerns what runs. */
export function deviationsPage(stack: Stack): string {
  const named = (service: string) => stack.named(service);
  const shown = deviations(named).filter(({ concerns }) => !concerns || concerns.some((name) => stack.has(name)));
  return page(
    "Deviations from the owner's document",
    "What is different here, and why.",
    table(
      ["about", "the document", "here", "why"],
      shown.map(({ about, document, here, why }) => [about, document, here, why]),
    ),
    "## Not there yet",
    table(
      ["about", "the document", "until then"],
      notYet(named).map(({ about, document, until }) => [about, document, until]),
    ),
  );
}
