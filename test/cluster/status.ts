import { join } from "node:path";
import { project } from "./bed/addresses";
import type { Bed } from "./bed/bed";

interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly problem?: string;
}

/** What `mk360 status` tells the owner about a service. */
export async function statusOfService(bed: Bed, service: string): Promise<Row> {
  const { stdout, stderr } = await bed.run(process.execPath, [join(project, "cli/bin.mjs"), "status", "--json"]);
  const { services = [] } = JSON.parse(stdout || "{}") as { services?: Row[] };
  const row = services.find(({ name }) => name === service);
  if (!row) throw new Error(`mk360 status knows no ${service}: ${stderr}`);
  return row;
}
