import { groupedBy } from "../../charts/values/order";
import { coloured } from "../terminal";
import { fittedRows } from "../text/fitted";
import { printableCell } from "../text/printable";
import type { Judged } from "./check";

/** Who was asked and what it came to, then a line for each record that is wrong, with what to do and who has it so. */
export function dnsWords(judged: readonly Judged[]): string {
  const asked = fittedRows(
    judged.map((one) => [printableCell(one.words), one.address, sumOf(one)]),
    ["left", "left", "left"],
  );
  const wrong = judged.flatMap(({ address, findings }) =>
    findings.filter(({ verdict }) => verdict === "wrong").map((finding) => ({ ...finding, address })),
  );
  if (wrong.length === 0) return asked.join("\n");
  const same = groupedBy(wrong, ({ name, type, found, fix }) => [name, type, found, fix].join("\n"));
  const rows = fittedRows(
    [...same.values()].map((alike) => {
      const [{ name, type, found, fix = "" } = wrong[0] as (typeof wrong)[number]] = alike;
      return [name, type, printableCell(found), printableCell(`${fix} (${alike.map(({ address }) => address).join(", ")})`)];
    }),
    ["left", "left", "left", "left"],
  );
  return [...asked, "", coloured("red", "Wrong: the name, the record, what is there, what belongs there (who says so)"), ...rows].join(
    "\n",
  );
}

function sumOf({ silence, findings }: Judged): string {
  if (silence !== undefined) return silence;
  const right = findings.filter(({ verdict }) => verdict === "ok").length;
  const unanswered = findings.filter(({ verdict }) => verdict === "unknown").length;
  return `${right} of ${findings.length} answers as they should be${unanswered > 0 ? `, ${unanswered} without an answer` : ""}`;
}
