import { type Grant, type Growth, guaranteed, type Memory, Mistake, mebi, Size } from "../../vocabulary";
import file from "./postgres.conf";

/** What a process of the server holds besides its sorts: catalogues, plans, its stack (measured with PostgreSQL 16.14). */
const perProcess = mebi(5);
/** Locks and buffers of the log lie beside the shared buffers, and a row for each connection (`shared_memory_size`, 16.14). */
const sharedBeside = 1.1;
const sharedPerConnection = Size.parse("50Ki");
/** Two probes, which knock without a name, and three for people who look with a role of their own. */
const connectionsOfOthers = 5;

/** Connections are added by tens and memory by steps, so that not each new client makes the server start again. */
const connectionsOfStep = 10;
const memoryOfStep = mebi(128);

/** Of a client: who, and how many connections it may hold at one time. */
type Client = Pick<Grant, "name" | "connections">;

/** What postgres.conf allows. */
export class PostgresSettings {
  private readonly values: ReadonlyMap<string, string>;

  constructor(readonly text: string = file) {
    const lines = text.split("\n").map((line) => /^\s*(\w+)\s*=\s*'?([^'#]*?)'?\s*(#.*)?$/.exec(line));
    this.values = new Map(lines.flatMap((line) => (line ? [[line[1] ?? "", line[2] ?? ""] as const] : [])));
  }

  /** The same settings with as many connections as the clients may hold together. */
  for(clients: readonly Client[]): PostgresSettings {
    const missing = wantedBy(clients) - this.connectionsForClients;
    if (missing <= 0) return this;
    return this.with(this.number("max_connections") + Math.ceil(missing / connectionsOfStep) * connectionsOfStep);
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
      this.sharedMemory,
      this.perConnection.times(this.number("max_connections") + this.number("max_parallel_workers")),
      this.size("autovacuum_work_mem").plus(perProcess).times(this.number("autovacuum_max_workers")),
      this.size("maintenance_work_mem"),
      exchanged,
    ]);
  }

  /** What all processes of the server have together. */
  get sharedMemory(): Size {
    return this.size("shared_buffers")
      .times(sharedBeside)
      .plus(sharedPerConnection.times(this.number("max_connections")));
  }

  /** What the server is given for the clients, where it has `exchanged` for its parallel workers. */
  memoryFor(clients: readonly Client[], exchanged: Size): Memory {
    const [own, now] = [this.limit(exchanged), this.for(clients)];
    const basis = `${this.size("shared_buffers").mebibytes} MB shared buffers, ${now.number("max_connections")} connections and the page cache, as postgres.conf sets them`;
    const limit = now.limit(exchanged);
    return limit.isMoreThan(own) ? guaranteed(limit, basis, this.growth(clients, exchanged)) : guaranteed(limit, basis);
  }

  /** Who holds the most, and how many connections fewer free as much as is missing. */
  private growth(clients: readonly Client[], exchanged: Size): Growth {
    const now = this.for(clients);
    const most = now.number("max_connections");
    const largest = [...clients].sort((a, b) => (b.connections ?? 0) - (a.connections ?? 0)).slice(0, 3);
    return {
      because: `${most} connections, the most for ${largest.map(({ name, connections = 0 }) => `${name}, ${connections}`).join("; ")}`,
      less: (missing) => {
        for (let fewer = most; fewer >= this.number("max_connections"); fewer -= connectionsOfStep) {
          const smaller = this.with(fewer);
          if (missing.isMoreThan(now.limit(exchanged).minus(smaller.limit(exchanged)))) continue;
          return `lower the connections of PostgreSQL's clients by ${wantedBy(clients) - smaller.connectionsForClients}`;
        }
        return undefined;
      },
    };
  }

  /** What the server may take, in whole steps. */
  private limit(exchanged: Size): Size {
    return memoryOfStep.times(Math.ceil(this.mostMemory(exchanged).bytes / memoryOfStep.bytes));
  }

  private with(connections: number): PostgresSettings {
    return new PostgresSettings(this.text.replace(/^max_connections = .*$/m, `max_connections = ${connections}`));
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

function wantedBy(clients: readonly Client[]): number {
  return clients.reduce((sum, { connections = 0 }) => sum + connections, 0);
}
