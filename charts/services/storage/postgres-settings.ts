import { Mistake, mebi, Size } from "../vocabulary";
import text from "./postgres.conf";

/** What a process of the server holds besides its sorts: catalogues, plans, its stack (measured with PostgreSQL 16.14). */
const perProcess = mebi(5);
/** Locks, buffers of the log and a row for each connection lie beside the shared buffers (`shared_memory_size`, 16.14). */
const sharedBeside = 1.1;
/** Two probes, which knock without a name, and three for people who look with a role of their own. */
const connectionsOfOthers = 5;

/** What postgres.conf allows. */
export class PostgresSettings {
  private readonly values: ReadonlyMap<string, string>;

  constructor(settings: string = text) {
    const lines = settings.split("\n").map((line) => /^\s*(\w+)\s*=\s*'?([^'#]*?)'?\s*(#.*)?$/.exec(line));
    this.values = new Map(lines.flatMap((line) => (line ? [[line[1] ?? "", line[2] ?? ""] as const] : [])));
  }

  /** Connections that clients may hold together. The superuser's are apart: provisioning and repairs need them. */
  get connectionsForClients(): number {
    return this.number("max_connections") - this.number("superuser_reserved_connections") - connectionsOfOthers;
  }

  /**
   * The most memory that the server takes: every connection and every parallel worker sorts, all workers of autovacuum
   * and one CREATE INDEX are busy, and `exchanged`, the memory that parallel workers share, is full.
   */
  mostMemory(exchanged: Size): Size {
    return Size.sum([
      this.size("shared_buffers").times(sharedBeside),
      this.perConnection.times(this.number("max_connections") + this.number("max_parallel_workers")),
      this.size("autovacuum_work_mem").plus(perProcess).times(this.number("autovacuum_max_workers")),
      this.size("maintenance_work_mem"),
      exchanged,
    ]);
  }

  /**
   * Gives `limit` back.
   * @throws Mistake when the server may take more than that.
   */
  within(limit: Size, exchanged: Size): Size {
    const most = this.mostMemory(exchanged);
    if (most.isMoreThan(limit)) {
      throw new Mistake(
        `postgres.conf lets PostgreSQL take ${Math.ceil(most.mebibytes)}Mi, its limit is ${limit}; lower max_connections, work_mem or shared_buffers, or raise the limit`,
      );
    }
    return limit;
  }

  /** @throws Mistake when the clients together may hold more connections than there are, with the largest and the smallest change. */
  refuseTooMany(clients: readonly { readonly name: string; readonly connections?: number }[]): void {
    const wanted = clients.reduce((sum, { connections = 0 }) => sum + connections, 0);
    const missing = wanted - this.connectionsForClients;
    if (missing <= 0) return;
    const largest = [...clients].sort((a, b) => (b.connections ?? 0) - (a.connections ?? 0)).slice(0, 3);
    throw new Mistake(
      [
        `the clients of PostgreSQL may hold ${wanted} connections together, there are ${this.connectionsForClients} for them`,
        `the largest are ${largest.map(({ name, connections = 0 }) => `${name} (${connections})`).join(", ")}`,
        `lower them by ${missing}, or set max_connections = ${this.number("max_connections") + missing} in postgres.conf, which may take ${Math.ceil(this.perConnection.times(missing).mebibytes)}Mi more`,
      ].join("; "),
    );
  }

  /** What one connection takes while it sorts. */
  private get perConnection(): Size {
    return perProcess.plus(this.size("work_mem").times(this.number("hash_mem_multiplier")));
  }

  private number(name: string): number {
    const value = Number(this.read(name));
    if (Number.isNaN(value)) throw new Mistake(`postgres.conf: ${name} is "${this.read(name)}", which is no number`);
    return value;
  }

  private size(name: string): Size {
    return Size.parse(
      this.read(name)
        .replace(/^(\d+)MB$/, "$1Mi")
        .replace(/^(\d+)GB$/, "$1Gi"),
    );
  }

  private read(name: string): string {
    const value = this.values.get(name);
    if (value === undefined) throw new Mistake(`postgres.conf does not set ${name}; write it, because a rule counts with it`);
    return value;
  }
}
