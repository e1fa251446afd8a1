import Big from "big.js";
import express, { Router } from "express";
import { isDay, today } from "../order/day.ts";
import type { Gotenberg } from "../page/gotenberg.ts";
import type { Examiner } from "../received/examiner.ts";
import type { Facts } from "../received/facts.ts";
import { noteOn } from "../received/note.ts";
import { withOriginal } from "../received/with-original.ts";

export interface Receiver {
  readonly examiner: Examiner;
  readonly gotenberg: Gotenberg;
  readonly timeZone: string;
}

/** POST / judges an invoice that came in, POST /page?name=NAME makes one that came as data alone into a PDF that holds it. */
export function received({ examiner, gotenberg, timeZone }: Receiver): Router {
  const router = Router();
  router.use(express.raw({ type: () => true, limit: "25mb" }));
  router.post("/", async ({ body }, response) => {
    const examined = await examiner.examine(bytesOf(body), response);
    const day = today(timeZone);
    response.send({ ...summaryOf(examined, day), note: noteOn(examined, day) });
  });
  router.post("/page", async ({ body, query }, response) => {
    const file = bytesOf(body);
    const name = nameOf(query.name);
    const page = await gotenberg.pdfOf(await examiner.show(file, response));
    const whole = await withOriginal(page, name, file);
    response.attachment(name.replace(/xml$/i, "pdf")).type("application/pdf").send(Buffer.from(whole));
  });
  return router;
}

const bytesOf = (body: unknown): Uint8Array => (Buffer.isBuffer(body) ? body : new Uint8Array());

/** As a name of a file that every system takes. */
function nameOf(given: unknown): string {
  const name = `${given ?? ""}`.replace(/[^A-Za-z0-9._-]+/g, "-").slice(-80);
  return /^[A-Za-z0-9].*\.xml$/i.test(name) ? name : "rechnung.xml";
}

/** What can be listed by, of what stands in it; nothing of what is not as it must be. */
function fieldsOf({ number, payable, gross, currency, due }: Facts): Readonly<Record<string, string>> {
  const amount = gross || payable;
  return {
    ...(number === "" ? {} : { number: number.slice(0, 120).toWellFormed() }),
    ...(/^-?\d{1,10}(?:\.\d+)?$/.test(amount) && /^[A-Z]{3}$/.test(currency) ? { amount: `${currency}${new Big(amount).toFixed(2)}` } : {}),
    ...(isDay(due) ? { due } : {}),
  };
}

/** What whoever files it must know; nothing of a page that holds no invoice as data. */
function summaryOf(examined: Awaited<ReturnType<Examiner["examine"]>>, day: string) {
  if (typeof examined === "string") return { electronic: false, sound: true, alone: false, seller: "", title: "", issued: day, fields: {} };
  const { kind, faults, facts } = examined;
  return {
    electronic: true,
    sound: faults.length === 0,
    alone: kind === "xml",
    seller: facts.seller.slice(0, 120).toWellFormed(),
    title: `Eingangsrechnung ${facts.number.slice(0, 60).toWellFormed()}`.trim(),
    issued: isDay(facts.issued) ? facts.issued : day,
    fields: fieldsOf(facts),
  };
}
