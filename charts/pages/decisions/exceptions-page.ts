import { type Exception, exceptionsOf } from "../../model/access/exception";
import type { Stack } from "../../model/stack";
import { groupedBy } from "../../values/order";
import { page, right, table } from "../markdown";

/** What each rule asks for, in words. */
const rules: Readonly<Record<Exception["rule"], string>> = {
  "pod security": "A namespace enforces the level `restricted`.",
  "no root": "No program runs as user 0.",
  "no capability": "Every capability of the kernel is dropped.",
  "read-only root": "A program writes only to the directories that it declares.",
  digest: "An image is named by tag and digest.",
  "no host port": "No program takes a port of the machine.",
  "nothing of the machine": "No program sees the machine's files, processes or network.",
  "no Kubernetes API": "No program may ask the Kubernetes API anything.",
  "checked certificate": "A proxy that speaks TLS to a service checks its certificate.",
  "TLS to a database": "A client of a database speaks TLS with it, and checks its certificate and its name.",
};

/** Every place where the stack is less strict than its own rules, with the reason. */
export function exceptionsPage(stack: Stack): string {
  const byRule = groupedBy(exceptionsOf(stack.workloads), ({ rule }) => rule);
  const found = (rule: Exception["rule"]) => byRule.get(rule) ?? [];
  const names = Object.keys(rules) as Exception["rule"][];
  return page(
    "Exceptions",
    "Each rule holds everywhere except where this page says otherwise. A test counts the exceptions and fails when there are more.",
    table(
      ["rule", "what it asks for", right("exceptions")],
      names.map((rule) => [rule, rules[rule], `${found(rule).length}`]),
    ),
    ...names.filter((rule) => found(rule).length > 0).flatMap((rule) => [`## ${rule}`, tableOf(found(rule))]),
  );
}

function tableOf(exceptions: readonly Exception[]): string {
  return table(
    ["where", "what", "why"],
    exceptions.map(({ subject, what, reason }) => [subject, what, reason]),
  );
}
