import type { Stack } from "../model/stack";
import { deviations } from "./deviations";
import { page, table } from "./markdown";

/** Where the stack does not do what the owner's document says, as far as it concerns what runs. */
export function deviationsPage(stack: Stack): string {
  const shown = deviations.filter(({ concerns }) => !concerns || concerns.some((name) => stack.has(name)));
  return page(
    "Deviations from the owner's document",
    "What is different here, and why. Everything else is as the document says.",
    table(
      ["about", "the document", "here", "why"],
      shown.map(({ about, document, here, why }) => [about, document, here, why]),
    ),
  );
}
