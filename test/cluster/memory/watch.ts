import type { Bed } from "../bed/bed";
import { runningIn } from "../containers";
import { type Counted, MemoryGroup } from "./group";
import { programOf, type RealProgram } from "./real-programs";

/** The most of each figure that was seen of a program. */
export type Most = Counted;

/** Looks at the memory of every real program ten times a second; jobs come and go meanwhile. */
export class MemoryWatch {
  private groups = new Map<number, { readonly program: RealProgram; readonly group: MemoryGroup }>();
  private readonly most = new Map<string, Most>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly bed: Bed) {}

  /** What each long-running program has now, by its name. */
  static now(bed: Bed): Map<string, Counted> {
    const watch = new MemoryWatch(bed);
    watch.findGroups();
    watch.look();
    return watch.most;
  }

  start(): void {
    this.findGroups();
    for (const { group } of this.groups.values()) group.forgetHighest();
    this.timers.push(
      setInterval(() => this.look(), 100),
      setInterval(() => this.findGroups(), 500),
    );
  }

  /** Ends it, and gives what was seen of each program. */
  end(): ReadonlyMap<string, Most> {
    this.look();
    for (const timer of this.timers) clearInterval(timer);
    return this.most;
  }

  private findGroups(): void {
    for (const running of runningIn(this.bed)) {
      const program = programOf(running);
      if (!program || this.groups.has(running.pid)) continue;
      try {
        this.groups.set(running.pid, { program, group: MemoryGroup.of(running.pid) });
      } catch {
        // It ended while it was read.
      }
    }
  }

  private look(): void {
    for (const [pid, { program, group }] of this.groups) {
      try {
        const found = group.read();
        const before = this.most.get(program.name) ?? found;
        const higher = (figure: keyof Counted) => Math.max(before[figure], found[figure]);
        this.most.set(program.name, {
          held: higher("held"),
          highest: higher("highest"),
          kills: higher("kills"),
        });
      } catch {
        this.groups.delete(pid);
      }
    }
  }
}
