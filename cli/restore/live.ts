import { Refusal } from "../../charts/config/refusal";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import type { Restore } from "../../charts/services/backup/restore";
import type { Cluster, ClusterOptions } from "../cluster/cluster";
import { terminal } from "../terminal";
import { spanOf } from "../text/age";
import { Pause } from "./pause";
import { Step } from "./pod";
import type { Snapshot } from "./snapshot";

/** Minutes that a pod may take which only looks. */
const toLook = 10;
/** Minutes that storing and putting back may take: the deadline of their jobs ends them earlier. */
const toWrite = 300;
/** Seconds until a service that starts is said to be late. */
const toStart = 300;

/** On the job that puts a backup back: which one. */
const snapshotOf = "mk360.de/snapshot";

interface StepJob {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: { readonly succeeded?: number; readonly failed?: number };
}

/** A service, its way back, and the cluster in which it runs. */
export class LiveService {
  private readonly backup: string;
  private readonly keep: Step;
  private readonly pause: Pause | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly where: ClusterOptions,
    private readonly stack: Stack,
    private readonly service: Service,
    private readonly restore: Restore,
  ) {
    this.backup = `${service.firstName}-backup`;
    this.keep = this.step(restore.keep);
    // A database server that keeps what its clients will have stays: they are put back through it.
    this.pause = service.provides.length > 0 ? undefined : new Pause(cluster, stack, service);
  }

  /** What the backups' own pod says of them. */
  async look(): Promise<string> {
    const step = this.step(this.restore.look);
    const printed = await step.run(toLook);
    await step.remove();
    return printed;
  }

  /** @throws Refusal when a job of the service is at work, unless a restore that was cut off waits to go on. */
  async refuseWhileBusy(): Promise<void> {
    if (this.pause && !(await this.pause.isOn())) await this.pause.refuseWhileJobsWork();
  }

  /**
   * Puts a snapshot in the place of all that the service keeps. Cut off at any point, it goes on when it is called again.
   * @param keeping whether what is there is stored first.
   * @throws Refusal naming the step that failed. Until something is put back the service starts again by itself; from then
   * on it stands still, because it would write on half of the old.
   */
  async putBack(snapshot: Snapshot, keeping: boolean): Promise<void> {
    const begun = Date.now();
    const say = (what: string) => terminal.say(`${spanOf((Date.now() - begun) / 1000).padStart(6)}  ${what}`);
    const { name } = this.service;
    const putBack = this.step(this.restore.putBack(snapshot.id), { [snapshotOf]: snapshot.id });
    const goesOn = (await this.pause?.isOn()) ?? false;
    if (!goesOn) {
      await this.refuseWhileBusy();
      // Of a restore that came to its end, where nobody was left to clear away.
      for (const step of [putBack, this.keep]) await step.remove();
    }
    say(`${name} stops`);
    await this.pause?.begin();
    // Once putting back has begun, what is there may be half of it: it is neither stored nor started.
    if (keeping && (await this.statusOf(putBack)) === undefined) {
      say("what is there now is stored");
      await this.keepFirst();
    }
    const underWay = goesOn && (await this.isUnderWay(putBack, snapshot));
    say(`backup ${snapshot.id.slice(0, 8)} is put back`);
    await (underWay ? putBack.ended(toWrite) : putBack.run(toWrite)).catch((error) => {
      throw withFix(error, `${name} stands still until then; --undo --to live gives back what was stored`);
    });
    say(`${name} starts`);
    await this.pause?.end(toStart);
    say(`${name} is back`);
    for (const step of [putBack, this.keep]) await step.remove();
  }

  /**
   * Whether a restore that was cut off has gone on in the cluster, or is at its end there.
   * @throws Refusal when it is of another backup, and still at work.
   */
  private async isUnderWay(putBack: Step, { id }: Snapshot): Promise<boolean> {
    const status = await this.statusOf(putBack);
    if (status === undefined || status === "failed") return false;
    const { metadata } = await this.cluster.get<StepJob>(putBack.path);
    const other = metadata.annotations?.[snapshotOf] ?? "";
    if (other === id || status === "succeeded") return other === id;
    throw new Refusal("mk360 restore", [
      {
        where: this.service.name,
        value: `another restore, of backup ${other.slice(0, 8)}, is under way`,
        allowed: "one at a time",
        fix: "wait for its end, or run that one's command again",
      },
    ]);
  }

  /** Undefined where the step has not begun. */
  private async statusOf({ path }: Step): Promise<"at work" | "succeeded" | "failed" | undefined> {
    const job = await this.cluster.find<StepJob>(path);
    if (!job) return undefined;
    const { succeeded = 0, failed = 0 } = job.status ?? {};
    return succeeded > 0 ? "succeeded" : failed > 0 ? "failed" : "at work";
  }

  private async keepFirst(): Promise<void> {
    try {
      await ((await this.statusOf(this.keep)) === "at work" ? this.keep.ended(toWrite) : this.keep.run(toWrite));
    } catch (error) {
      terminal.say(`nothing is changed, and ${this.service.name} starts again`);
      await this.pause?.end(toStart);
      throw withFix(error, "if what is there now is worth nothing, --without-keeping goes on without storing it");
    }
  }

  private step(job: Restore["look"], annotations: Readonly<Record<string, string>> = {}): Step {
    return new Step(this.cluster, this.where, this.stack, job, this.backup, annotations);
  }
}

function withFix(error: unknown, more: string): unknown {
  if (!(error instanceof Refusal)) return error;
  return new Refusal(
    error.source,
    error.faults.map((fault) => ({ ...fault, fix: `${fault.fix}; ${more}` })),
  );
}
