import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Away } from "../../../../apps/invoices/away";
import type { Receiver } from "../../../../apps/invoices/http/received";
import { serverOf } from "../../../../apps/invoices/http/server";
import type { Issuer } from "../../../../apps/invoices/issue";
import { Unreadable } from "../../../../apps/invoices/received/unreadable";
import { order, seller } from "../samples";

let server: Server;
let address: string;

// Its ledger is away: what gets that far was let in and understood. The real one is in the set-up ring.
const ledger = {
  issue: () => Promise.reject(new Away("PostgreSQL", "it is a test")),
  answers: () => Promise.reject(new Away("PostgreSQL", "it is a test")),
};

// Neither is what judges: its threads need Node 24.
const seen: string[] = [];
const receiver = {
  timeZone: "Europe/Berlin",
  examiner: {
    examine: async (file: Uint8Array) => {
      seen.push(Buffer.from(file).toString());
      if (file.length === 0) throw new Unreadable("Die Datei ist weder PDF noch XML.");
      return undefined;
    },
  },
} as unknown as Receiver;

beforeAll(async () => {
  const issuer = { seller, timeZone: "Europe/Berlin", ledger } as unknown as Issuer;
  server = createServer(serverOf(issuer, receiver, "right"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const post = (body: string, headers: Record<string, string> = { authorization: "Bearer right" }) =>
  fetch(`${address}/invoices`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);

describe("the program that makes invoices", () => {
  test.each([
    ["nobody", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["the token without its word", { authorization: "right" }],
    ["the beginning of the token", { authorization: "Bearer righ" }],
  ])("lets nobody in by %s", async (_, headers) => {
    expect((await post("{}", headers)).status).toBe(401);
  });

  test("says of a wrong order which field, what is allowed, and what to do", async () => {
    const answer = await post(JSON.stringify({ ...order, delivered: "2026-11-31" }));
    const { status, problems } = (await answer.json()) as { status: number; problems: object[] };
    expect([status, answer.headers.get("content-type"), problems]).toEqual([
      422,
      expect.stringContaining("application/problem+json"),
      [expect.objectContaining({ field: "delivered", value: "2026-11-31" })],
    ]);
  });

  test("says that it is not the order's fault when another program is away", async () => {
    expect((await post(JSON.stringify({ ...order, delivered: yesterday }))).status).toBe(503);
  });

  test.each([
    ["no JSON", "{", 400],
    ["more than any invoice needs", JSON.stringify({ x: "x".repeat(300_000) }), 413],
  ])("refuses %s", async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  describe("asked about an invoice that came in", () => {
    const ask = (body: string, headers: Record<string, string> = { authorization: "Bearer right" }) =>
      fetch(`${address}/received`, { method: "POST", body, headers });

    test("lets nobody in without the token", async () => {
      expect((await ask("%PDF-1.7", {})).status).toBe(401);
    });

    test("judges the file as it came, whatever kind it says that it is", async () => {
      await ask("a=1&b=2", { authorization: "Bearer right", "content-type": "application/x-www-form-urlencoded" });
      expect(seen.at(-1)).toBe("a=1&b=2");
    });

    test("says in German why a file cannot be looked into", async () => {
      const answer = await ask("");
      expect([answer.status, await answer.json()]).toEqual([422, expect.objectContaining({ detail: "Die Datei ist weder PDF noch XML." })]);
    });

    test("refuses a file that is larger than any invoice", async () => {
      expect((await ask("x".repeat(26 * 1024 * 1024))).status).toBe(413);
    });
  });

  test("is not well while it could make none", async () => {
    expect((await fetch(`${address}/health`)).status).toBe(503);
  });

  test("knows no other path", async () => {
    expect((await fetch(`${address}/`)).status).toBe(404);
  });
});
