import { Worker } from "node:worker_threads";
import { Away } from "../away.ts";
import type { Examined } from "./examine.ts";
import { Unreadable } from "./unreadable.ts";
import type { Done, Task } from "./worker.ts";

/** Bytes: some files of the largest kind that is taken. */
const mostWaiting = 100 * 1024 * 1024;

/** Whose answer it is. */
export interface Caller {
  readonly destroyed: boolean;
}

const tooLong = "Die Prüfung des Datensatzes dauert zu lange.";
const tooLarge = "Der Datensatz braucht zur Prüfung mehr Speicher, als dafür da ist.";

/**
 * Looks into files that strangers sent, each in a thread of its own: what takes too long or too much ends alone, and the
 * invoices that are being made go on. One after the other, so that the memory of one is enough.
 */
export class Examiner {
  private readonly rules: string;
  private readonly within: number;
  private readonly memory: number;
  /** Bytes of the files that wait or are looked into. */
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** `within` in milliseconds, `memory` in MiB of the thread's heap. */
  constructor(rules: string, { within = 120_000, memory = 384 } = {}) {
    this.rules = rules;
    this.within = within;
    this.memory = memory;
  }

  /**
   * "locked" for a PDF that is encrypted, "page" for one that holds no invoice as data.
   * @throws Unreadable when it cannot be looked into, Away when too much waits already.
   */
  async examine(file: Uint8Array, caller?: Caller): Promise<Examined | "locked" | "page"> {
    return (await this.next({ what: "examine", file, rules: this.rules }, caller)) as Examined | "locked" | "page";
  }

  /** An invoice that is data alone, as a page. @throws Unreadable when it cannot be looked into. */
  async show(file: Uint8Array, caller?: Caller): Promise<string> {
    return (await this.next({ what: "show", file, rules: this.rules }, caller)) as string;
  }

  private next(task: Task, caller?: Caller): Promise<unknown> {
    const { length } = task.file;
    if (this.waiting > 0 && this.waiting + length > mostWaiting) throw new Away("what judges invoices", "others wait already");
    this.waiting += length;
    // Whoever has gone asks again, if he still wants to know.
    const mine = this.last
      .then(() => {
        if (caller?.destroyed) throw new Away("whoever asked", "the connection has ended");
        return this.run(task);
      })
      .finally(() => (this.waiting -= length));
    this.last = mine.catch(() => {});
    return mine;
  }

  private run(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), {
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: this.memory },
      });
      const tired = setTimeout(() => end(() => reject(new Unreadable(tooLong))), this.within);
      const end = (then: () => void): void => {
        clearTimeout(tired);
        then();
        void worker.terminate();
      };
      worker.once("message", (done: Done) =>
        end(() => ("unreadable" in done ? reject(new Unreadable(done.unreadable)) : resolve(done.result))),
      );
      worker.once("error", (error: Error & { code?: string }) =>
        end(() => reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new Unreadable(tooLarge) : error)),
      );
    });
  }
}
