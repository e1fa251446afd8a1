import { Schedule } from "../values/schedule";
import { hours } from "../values/span";
import { Job, type JobProps } from "./job";
import type { ProgramProps } from "./program/program";
import type { Watch } from "./time/watch";
import type { Use } from "./use";

/**
 * How a service is filled with what the model has for it: by one program that the cluster runs, at each change of what it
 * enters and every morning. It says what it changes, changes nothing that is right, and never touches what lacks its mark.
 */
export interface SetUp
  extends Pick<ProgramProps, "command" | "files" | "env" | "secrets" | "writes" | "memory" | "cpu">,
    Partial<Pick<JobProps, "image" | "runsAs">> {
  /** What it enters, for the pages: "the monitors, ...". */
  readonly enters: string;
  /** What it calls. */
  readonly uses: readonly Use[];
  /** Who watches that it goes on to end well. */
  readonly watch: Watch;
}

/** Who is filled: the parts of a service that its set-up has too. */
type Filled = Pick<JobProps, "network" | "machine" | "phase" | "runsAs" | "podSecurity" | "image"> & {
  readonly name: string;
  readonly formerly: readonly string[];
};

/** Behind the backups and before people work, so that a morning begins with what is declared. */
const everyMorning = Schedule.daily("06:10");

export const setUpName = (service: string): string => `${service}-set-up`;
export const morningSetUpName = (service: string): string => `${service}-set-up-daily`;

/** One at each change, which tries for an hour while the service comes up, and one each morning that repairs. */
export function setUpJobs({ name, formerly, ...place }: Filled, { enters, watch, ...program }: SetUp): readonly Job[] {
  const shared = { ...place, ...program, endsWithin: hours(1), retries: 4 };
  return [
    new Job(setUpName(name), { ...shared, formerly: formerly.map(setUpName), does: `Enters into ${name}: ${enters}.` }),
    new Job(morningSetUpName(name), {
      ...shared,
      formerly: formerly.map(morningSetUpName),
      does: `Enters again what of ${name} is no longer as declared: ${enters}.`,
      schedule: everyMorning,
      watch,
    }),
  ];
}
