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
    if (!((await this.pause?.isOn()) ?? false)) await this.pause?.refuseWhileJobsWork();
    say(`${name} stops`);
    await this.pause?.begin();
    const putBack = this.step(this.restore.putBack(snapshot.id), { "mk360.de/snapshot": snapshot.id });
    if (keeping && !(await this.isKept(putBack))) {
      say("what is there now is stored");
      await this.keepFirst();
    }
    say(`backup ${snapshot.id.slice(0, 8)} is put back`);
    await putBack.run(toWrite);
    say(`${name} starts`);
    await this.pause?.end(toStart);
    say(`${name} is back`);
    await putBack.remove();
    await this.keep.remove();
  }

  /** What was there is stored once: after that half of it may be gone. */
  private async isKept(putBack: Step): Promise<boolean> {
    const job = await this.cluster.find<{ readonly status?: { readonly succeeded?: number } }>(this.keep.path);
    return job?.status?.succeeded === 1 && (await this.cluster.find(putBack.path)) !== undefined;
  }

  private async keepFirst(): Promise<void> {
    try {
      await this.keep.run(toWrite);
    } catch (error) {
      terminal.say(`nothing is changed, and ${this.service.name} starts again`);
      await this.pause?.end(toStart);
      throw withWayOut(error);
    }
  }

  private step(job: Restore["look"], annotations: Readonly<Record<string, string>> = {}): Step {
    return new Step(this.cluster, this.where, this.stack, job, this.backup, annotations);
  }
}

function withWayOut(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const otherwise = "; if what is there now is worth nothing, --without-keeping goes on without storing it";
  return new Refusal(
    error.source,
    error.faults.map((fault) => ({ ...fault, fix: `${fault.fix}${otherwise}` })),
  );
}
