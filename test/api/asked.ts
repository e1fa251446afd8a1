import { expect } from "@jest/globals";
import type { Finding } from "../../cli/doctor/finding";
import type { Report } from "../../cli/status/report";
import { eventually } from "./eventually";
import type { mk360 } from "./mk360";

/** mk360 as the owner calls it, on the cluster of the test. */
export type Runner = (...args: string[]) => ReturnType<typeof mk360>;

export async function status(run: Runner): Promise<{ code: number | null; report: Report }> {
  const { code, stdout, stderr } = await run("status", "--json");
  if (code === 1) throw new Error(stderr);
  return { code, report: JSON.parse(stdout) as Report };
}

export async function doctor(run: Runner): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout, stderr } = await run("doctor", "--json");
  if (code === 1) throw new Error(stderr);
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

export function rowsOf({
  nodes,
  services,
  jobs,
  volumes,
  certificates,
}: Report): { name: string; verdict: string; problem?: string | undefined }[] {
  return [...nodes, ...services, ...jobs, ...volumes, ...certificates];
}

/** What is not well; what no API shows is no fault. */
export function notOk(rows: readonly { name: string; verdict: string; problem?: string | undefined; found?: string }[]): string[] {
  return rows
    .filter(({ verdict, name }) => verdict !== "ok" && !(verdict === "unknown" && name === "policies at work"))
    .map(({ name, verdict, problem, found }) => `${name} ${verdict}: ${problem ?? found}`);
}

export async function eventuallyRow(run: Runner, name: string, wanted: object): Promise<void> {
  await eventually(`status shows ${name} as it is`, 60, async () => {
    const row = (await status(run)).report.services.find((service) => service.name === name);
    try {
      expect(row).toMatchObject(wanted);
      return [];
    } catch {
      return [JSON.stringify(row)];
    }
  });
}
