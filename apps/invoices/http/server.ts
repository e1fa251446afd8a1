import express, { type ErrorRequestHandler, type Express } from "express";
import { Away } from "../away.ts";
import { type Issuer, issue, Unsound } from "../issue.ts";
import { Refusal } from "../problem.ts";
import { Unreadable } from "../received/unreadable.ts";
import { onlyWith } from "./bearer.ts";
import { type Receiver, received } from "./received.ts";

/**
 * POST /invoices makes one, GET /invoices/NUMBER/NAME gives a document of it, PUT /invoices/NUMBER/sent notes that the customer
 * has it, /received is about those of others, GET /health says whether one could be made.
 */
export function serverOf(issuer: Issuer, receiver: Receiver, token: string): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/health", async (_, response) => {
    await issuer.ledger.answers();
    response.send({ status: "ok" });
  });
  const known = onlyWith(token);
  app.post("/invoices", known, express.json({ limit: "256kb" }), async ({ body }, response) => {
    const { summary, isNew, isSent } = await issue(issuer, body);
    response.status(isNew ? 201 : 200).send({ ...summary, sent: isSent });
  });
  app.get("/invoices/:number/:name", known, async ({ params: { number, name } }, response, next) => {
    const document = await issuer.ledger.document(`${number}`, `${name}`);
    if (!document) return next();
    response.type(document.mediaType).attachment(document.name).send(Buffer.from(document.content));
  });
  app.put("/invoices/:number/sent", known, async ({ params: { number } }, response, next) => {
    if (!(await issuer.ledger.noteSent(`${number}`))) return next();
    response.status(204).end();
  });
  app.use("/received", known, received(receiver));
  app.use((_, response) => {
    response.status(404).type("application/problem+json").send({ title: "there is no such path", status: 404 });
  });
  app.use(problems);
  return app;
}

/** Problem documents of RFC 9457. */
const problems: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, _next) => {
  const answer = (status: number, more: object = {}) =>
    response
      .status(status)
      .type("application/problem+json")
      .send({ title: error.message.split("\n")[0], status, ...more });
  if (error instanceof Refusal)
    return answer(422, { title: "the order is not as it must be", detail: error.message, problems: error.problems });
  if (error instanceof Unreadable) return answer(422, { detail: error.message });
  if (error instanceof Away) return answer(503);
  if (error instanceof Unsound) {
    console.error(error.message);
    return answer(500);
  }
  if (error.status && error.status < 500) return answer(error.status);
  console.error(error);
  return answer(500, { title: "this is a mistake of the program" });
};
