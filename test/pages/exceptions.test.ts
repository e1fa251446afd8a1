import { expect, test } from "@jest/globals";
import { exceptionsOf } from "../../charts/model/access/exception";
import { exceptionsPage } from "../../charts/pages/decisions/exceptions-page";
import { rowOf, sectionOf, stack, stackWith, tablesOf } from "./pages";

const exceptions = exceptionsOf(stack.workloads);
const text = exceptionsPage(stack);

test("each exception stands under its rule, with its reason", () => {
  const missing = exceptions.filter(({ rule, subject, what, reason }) => {
    const rows = tablesOf(sectionOf(text, `## ${rule}`)).flat();
    return !rows.some((row) => row.join("\n") === [subject, what, reason].join("\n"));
  });
  expect(missing).toEqual([]);
});

test("the counts add up to all exceptions", () => {
  const counts = (tablesOf(text)[0] ?? []).slice(2).map((row) => Number(row[2]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(exceptions.length);
});

test("a rule without an exception is shown with none", () => {
  expect(rowOf(exceptionsPage(stackWith({ phase: 1 })), "read-only root")[2]).toBe("0");
});
