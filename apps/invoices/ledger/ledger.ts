import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { Away } from "../away.ts";
import type { Order } from "../order/order.ts";
import { Refusal } from "../problem.ts";
import type { Answer, Document, Issued, Summary } from "./issued.ts";

const statement = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
const statements = {
  schema: statement("schema"),
  takeNumber: statement("take-number"),
  keep: statement("keep"),
  keepDocument: statement("keep-document"),
  find: statement("find"),
  findNumber: statement("find-number"),
  findDocument: statement("find-document"),
  noteSent: statement("note-sent"),
};

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The numbers that were given and the invoices that have them, in PostgreSQL. */
export class Ledger {
  private readonly pool: pg.Pool;

  constructor(settings: pg.PoolConfig) {
    this.pool = new pg.Pool({ ...settings, max: 2, connectionTimeoutMillis: 10_000 });
    // Without a listener a connection that breaks while nobody uses it would end the program.
    this.pool.on("error", (error) => console.error(`PostgreSQL: ${error.message}`));
  }

  async prepare(): Promise<void> {
    await this.pool.query(statements.schema);
  }

  /** @throws Away when the database does not answer. */
  async answers(): Promise<void> {
    await this.pool.query("select 1").catch(asAway);
  }

  /** A document that was kept; undefined where there is none of this name. @throws Away */
  async document(number: string, name: string): Promise<Document | undefined> {
    const { rows } = await this.pool.query(statements.findDocument, [number, name]).catch(asAway);
    return rows[0] && { name: rows[0].name, mediaType: rows[0].media_type, content: rows[0].content };
  }

  /** Keeps that the customer has it; false where there is no such invoice. @throws Away */
  async noteSent(number: string): Promise<boolean> {
    const { rows } = await this.pool.query(statements.noteSent, [number]).catch(asAway);
    return rows.length > 0;
  }

  /**
   * The invoice of this order: the one that was made before, or a new one with the next number of its year. When `make`
   * throws, the number is as free as before.
   * @throws Refusal when the same request came with another order before.
   * @throws Away when the database does not answer.
   */
  async issue(
    order: Order,
    { issued, firstNumber }: { issued: string; firstNumber: number },
    make: (count: number, corrected: Summary | undefined) => Promise<Issued>,
  ): Promise<Answer> {
    const client = await this.pool.connect().catch(asAway);
    let lost: Error | undefined;
    try {
      const asked = sha256(JSON.stringify(order));
      await client.query("begin");
      const { rows: counted } = await client.query(statements.takeNumber, [Number(issued.slice(0, 4)), firstNumber]);
      // Behind the lock of the counter: who asks twice at once finds here what the first one made.
      const { rows } = await client.query(statements.find, [order.request]);
      if (rows[0]) {
        await client.query("rollback");
        return { summary: summaryOf(rows[0], asked, order.request), isNew: false, isSent: rows[0].sent };
      }
      const corrected = order.corrects === undefined ? undefined : await correctedIn(client, order.corrects);
      const { summary, documents } = await make(counted[0].last, corrected);
      await client.query(statements.keep, [summary.number, order.request, asked, summary]);
      for (const { name, mediaType, content } of documents)
        await client.query(statements.keepDocument, [summary.number, name, mediaType, Buffer.from(content), sha256(content)]);
      await client.query("commit");
      return { summary, isNew: true, isSent: false };
    } catch (error) {
      await client.query("rollback").catch((again: Error) => {
        lost = again;
      });
      if (error instanceof pg.DatabaseError || lost) return asAway(error as Error);
      throw error;
    } finally {
      client.release(lost);
    }
  }

  async end(): Promise<void> {
    await this.pool.end();
  }
}

async function correctedIn(client: pg.PoolClient, number: string): Promise<Summary> {
  const { rows } = await client.query(statements.findNumber, [number]);
  if (rows[0]) return rows[0].summary;
  throw new Refusal([
    { field: "corrects", value: number, allowed: "the number of an invoice that was made here", fix: "compare it with the invoice" },
  ]);
}

interface Row {
  readonly order_sha256: string;
  readonly summary: Summary;
}

function summaryOf({ order_sha256, summary }: Row, asked: string, request: string): Summary {
  if (order_sha256 === asked) return summary;
  throw new Refusal([
    {
      field: "request",
      value: request,
      allowed: `a name that no order had before; ${summary.number} was made for another one of this name`,
      fix: "give this order a name of its own",
    },
  ]);
}

function asAway(error: Error): never {
  throw new Away("PostgreSQL", error.message);
}
