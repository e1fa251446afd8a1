import type { Schedule } from "../values/schedule";
import { days, hours, type Span } from "../values/span";
import { Credential, type CredentialKey, random } from "./access/credential";
import { firstName } from "./formerly";
import { Mistake } from "./mistake";
import type { Lock } from "./time/lock";
import type { Watch, Watcher } from "./time/watch";
import { calls, whereRunning } from "./use";
import { Workload, type WorkloadProps } from "./workload";

export interface JobProps extends WorkloadProps {
  /** When it runs; a job without a schedule runs once at each change of itself. */
  readonly schedule?: Schedule;
  /** The field of config.yaml that its time follows. Default: none, and where a spring day skips the time it runs behind that. */
  readonly timeFrom?: string;
  /** Whether its time stays where a spring day skips it, and a second run each day, behind those times, makes up for it. Default: no. */
  readonly makesUp?: boolean;
  /** What it shares with other jobs, or needs alone while it runs. Default: nothing. */
  readonly locks?: readonly Lock[];
  /** How long a run may take before it counts as failed. Default: four hours. */
  readonly endsWithin?: Span;
  /** How often a failed run is tried again. Default: once. */
  readonly retries?: number;
  /** Who watches how old its last good end is; every job with a schedule says it. */
  readonly watch?: Watch;
}

/** Where the watcher is told of a job, and how long it may hear nothing. */
export interface WatchedJob {
  readonly service: string;
  /** Only this job reads it. */
  readonly token: CredentialKey;
  /**
   * The oldest that the last good end may be, by the clocks of the time zone.
   * @throws Mistake when its schedule cannot meet what it says itself.
   */
  readonly within: (timeZone: string) => Span;
}

const endsByDefault = hours(4);

/** A program that runs to its end. */
export class Job extends Workload {
  private readonly props: JobProps;
  readonly schedule: JobProps["schedule"];
  readonly endsWithin: Span;
  readonly retries: number;
  readonly timeFrom: string | undefined;
  readonly locks: readonly Lock[];
  /** Undefined when nobody watches. */
  readonly watched: WatchedJob | undefined;

  constructor(name: string, props: JobProps) {
    const watched = watchedJob(name, props);
    super(name, watched && props.watch?.kind === "watched" ? telling(name, props, props.watch.by, watched.token) : props);
    this.props = props;
    this.schedule = props.schedule;
    this.endsWithin = props.endsWithin ?? endsByDefault;
    this.retries = props.retries ?? 1;
    this.timeFrom = props.timeFrom;
    this.locks = [...(props.locks ?? [])];
    this.watched = watched;
    this.refusePathsTwice([]);
  }

  /** The same job with some properties changed. */
  with(name: string, changes: Partial<JobProps>): Job {
    return new Job(name, { ...this.props, ...changes });
  }

  /** The job in a time zone: a time of ours that a spring day skips is moved behind it, or made up for there. One that the owner chose stays. */
  in(timeZone: string): Job {
    if (this.schedule === undefined || this.timeFrom !== undefined) return this;
    const schedule = this.props.makesUp ? this.schedule.withMakeUpIn(timeZone) : this.schedule.behindSkippedIn(timeZone);
    return schedule === this.schedule ? this : this.with(this.name, { schedule });
  }
}

export function job(name: string, props: JobProps): Job {
  return new Job(name, props);
}

/** @throws Mistake when a job with a schedule says nothing of its watch, or one that could not be met. */
function watchedJob(name: string, { formerly, schedule, watch, endsWithin = endsByDefault }: JobProps): WatchedJob | undefined {
  if (schedule === undefined) {
    if (watch?.kind === "watched") throw new Mistake(`${name} is watched, but has no schedule; give it one, or leave the watch out`);
    return undefined;
  }
  if (watch === undefined) {
    throw new Mistake(`${name} has a schedule, and nobody watches its last good end; write watched() or notWatched("because ...")`);
  }
  if (watch.kind === "none") return undefined;
  const within = (timeZone: string) => {
    const pause = schedule.longestPauseIn(timeZone);
    const allowed = watch.within ?? oldest(pause, endsWithin);
    if (allowed.seconds < pause.seconds) {
      throw new Mistake(`${name} runs ${schedule}, so its last good end cannot always be younger than ${allowed}; allow it more`);
    }
    return allowed;
  };
  return { service: watch.by.at.service, token: tokenOf(firstName(name, formerly)), within };
}

/** The pause, then a run that begins in time and takes all of its own; an hour more for what tells of it. Whole days beyond two. */
function oldest(pause: Span, endsWithin: Span): Span {
  const inHours = Math.ceil((pause.seconds + endsWithin.seconds) / hours(1).seconds) + 1;
  return inHours > 48 ? days(Math.ceil(inHours / 24)) : hours(inHours);
}

/** One credential a job, so that none can speak for another. Uptime Kuma keeps 32 characters of it. */
function tokenOf(name: string): CredentialKey {
  return new Credential(`monitor-${name}`, `lets ${name} tell that it ended well`, { token: random(32) }).file("token");
}

/** The job with the watcher's program around its own. */
function telling(name: string, props: JobProps, { at, command, files, env }: Watcher, token: CredentialKey): JobProps {
  if (!props.command) throw new Mistake(`${name} is watched, so it must name its command; the image's own entry point cannot be wrapped`);
  return {
    ...props,
    command: [...command, ...props.command],
    files: { ...props.files, ...files },
    uses: [...(props.uses ?? []), whereRunning(calls(at, "tells that it ended well", env(token)))],
  };
}
