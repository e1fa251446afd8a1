import { Command, Option } from "commander";
import { configFile } from "../../charts/config/config-file";
import type { ServerSize } from "../../charts/config/machines";
import { Refusal } from "../../charts/config/refusal";
import { capacityDocument } from "../../charts/facts/capacity";
import { faultsOfFit } from "../../charts/model/capacity/fit";
import { phases, serverSizes, stackWhere } from "../../charts/model/capacity/outlook";
import type { Phase } from "../../charts/model/network/network";
import { capacityFits } from "../../charts/pages/capacity/fits";
import { capacityTable } from "../../charts/pages/capacity/table";
import { openProject } from "../project";
import { coloured, terminal } from "../terminal";
import { hung } from "../text/fitted";

interface Options {
  readonly phase?: string;
  readonly vps?: ServerSize;
  readonly json?: boolean;
}

/** `mk360 capacity`: what each service takes of each machine, what is left, and what else would fit. */
export function capacityCommand(): Command {
  return new Command("capacity")
    .description("what each service takes of each machine, what is left, and what else would fit")
    .addOption(new Option("--phase <number>", "as if config.yaml said this phase").choices(phases.map(String)))
    .addOption(new Option("--vps <size>", "as if config.yaml said this machines.vps.size").choices([...serverSizes]))
    .option("--json", "the same as data, in bytes and thousandths of a core")
    .addHelpText(
      "after",
      `
Exit codes: 0 it fits, 1 refused, 2 it does not fit; the table is shown all the same.
Nothing is written: config.yaml stays as it is.

Examples:
  mk360 capacity
  mk360 capacity --phase 2 --vps cx43
  mk360 capacity --json | jq '.machines[] | {machine, left: (.allowed.memoryRequestBytes - .asked.memoryRequestBytes)}'`,
    )
    .action(async (options: Options) => show(options));
}

async function show({ phase, vps, json }: Options): Promise<void> {
  const { stack } = await openProject();
  const asked = stackWhere(stack, { size: vps, phase: phase === undefined ? undefined : (Number(phase) as Phase) });
  const faults = faultsOfFit(asked);
  if (json) terminal.printJson(capacityDocument(asked));
  else {
    const { config } = asked;
    const title = `Phase ${config.phase} on ${config.machines.vps.size}${phase === undefined && vps === undefined ? "" : ", as asked; config.yaml stays as it is"}`;
    const verdict = faults.length === 0 ? coloured("green", "It fits.") : coloured("red", "It does not fit.");
    const width = terminal.tableWidth;
    const table = fitted(capacityTable(asked, width), width);
    const outlook = fitted(`What would fit, in shares of what is allowed:\n${capacityFits(asked, width)}`, width);
    terminal.print([`${coloured("bold", fitted(title, width))}\n${table}`, outlook, verdict].join("\n\n"));
  }
  if (faults.length === 0) return;
  terminal.say(new Refusal(configFile, faults).message);
  process.exitCode = 2;
}

/** Lines that are too long hang below their beginning; the others stay as they are. */
function fitted(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => (line.length > width ? hung(line, 4, width) : line))
    .join("\n");
}
