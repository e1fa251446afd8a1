import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readOrder } from "../../apps/invoices/order/order";
import { unitNames } from "../../apps/invoices/order/unit";
import { Refusal } from "../../apps/invoices/problem";
import invoice from "../../charts/services/public/n8n/workflows/invoice.json";
import arrival from "../../charts/services/public/n8n/workflows/invoice-arrival.json";
import form from "../../charts/services/public/n8n/workflows/invoice-form.json";
import { day, seller } from "../apps/invoices/samples";
import { whole } from "../support/stack";

const page = readFileSync(join(__dirname, "../../docs/invoices.md"), "utf8");
const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");

describe("the page on invoices", () => {
  test("shows an order that is taken", () => {
    expect(readOrder(example, seller, day)).toMatchObject({ request: "order-4711" });
  });

  test("names no field that an order does not have", () => {
    const more = /More fields: ([\s\S]*?)\.\n/.exec(page)?.[1] ?? "";
    const named = [...more.matchAll(/`(buyer\.|lines\[\]\.)?([a-zA-Z]+)`/g)];
    const known: string[] = [];
    for (const [text, of = "", field = ""] of named) {
      const value = { delivered: day, vatId: "DE136695976", leitwegId: "991-33333TEST-33", country: "DE" }[field] ?? "x";
      const order = structuredClone(example);
      (of === "" ? order : of === "buyer." ? order.buyer : order.lines[0])[field] = value;
      try {
        readOrder(order, seller, day);
        known.push(text);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    expect([named.length > 5, known]).toEqual([true, named.map(([text]) => text)]);
  });

  test("names the units that there are", () => {
    expect(page).toContain(`Units are ${unitNames.join(", ")}.`);
  });

  test("names the addresses at which n8n takes orders", () => {
    const path = (type: string) => {
      const { parameters } = [...invoice.nodes, ...form.nodes].find((node) => node.type.endsWith(type)) ?? {};
      const { path: own, options } = (parameters ?? {}) as { path?: string; options?: { path?: string } };
      return own ?? options?.path;
    };
    expect([page.includes(`/form/${path("formTrigger")}\``), page.includes(`/webhook/${path("webhook")}\``)]).toEqual([true, true]);
  });

  test("names the form for invoices that come in, and the largest file that is taken there", () => {
    const { parameters } = arrival.nodes.find(({ type }) => type.endsWith("formTrigger")) ?? {};
    const { options } = parameters as { options: { path: string } };
    const server = readFileSync(join(__dirname, "../../apps/invoices/http/received.ts"), "utf8");
    expect([page.includes(`/form/${options.path}\``), /limit: "(\d+)mb"/.exec(server)?.[1]]).toEqual([
      true,
      /up to (\d+) MB/.exec(page)?.[1],
    ]);
  });

  test("prints secrets that there are", () => {
    const printed = [...page.matchAll(/mk360 secrets export ([a-z0-9-]+) ([a-z-]+)`/g)].map(([, name = "", key = ""]) => [name, key]);
    const keys = new Map([...whole.stack.credentials.keys()].map(({ name, keys: its }) => [name, Object.keys(its)]));
    expect(printed.map(([name = "", key = ""]) => keys.get(name)?.includes(key))).toEqual([true, true]);
  });
});
