import type { Schedule } from "../values/schedule";
import { hours, type Span } from "../values/span";
import { Workload, type WorkloadProps } from "./workload";

export interface JobProps extends WorkloadProps {
  /** When it runs; a job without a schedule runs once at each change of itself. */
  readonly schedule?: Schedule;
  /** How long a run may take before it counts as failed. Default: four hours. */
  readonly endsWithin?: Span;
  /** How often a failed run is tried again. Default: once. */
  readonly retries?: number;
}

/** A program that runs to its end. */
export class Job extends Workload {
  private readonly props: JobProps;
  readonly schedule: JobProps["schedule"];
  readonly endsWithin: Span;
  readonly retries: number;

  constructor(name: string, props: JobProps) {
    super(name, props);
    this.props = props;
    this.schedule = props.schedule;
    this.endsWithin = props.endsWithin ?? hours(4);
    this.retries = props.retries ?? 1;
  }

  /** The same job with some properties changed. */
  with(name: string, changes: Partial<JobProps>): Job {
    return new Job(name, { ...this.props, ...changes });
  }
}

export function job(name: string, props: JobProps): Job {
  return new Job(name, props);
}
