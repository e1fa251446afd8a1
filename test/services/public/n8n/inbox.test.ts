import { describe, expect, test } from "@jest/globals";
import { invoicesConfig } from "../../../apps/invoices/samples";
import { distObjects, stackOf } from "../../../support/stack";

const inbox = { host: "imap.example.com", account: "rechnung@example.com" };

/** What n8n is given of a mailbox: a way out, a credential, a workflow, a secret to ask for. */
function given(changes: Parameters<typeof stackOf>[0]) {
  const stack = stackOf(changes);
  const texts = distObjects(stack).map(({ object }) => JSON.stringify(object));
  const policy = texts.find((text) => text.includes('"NetworkPolicy"') && text.includes('"name":"n8n-egress"')) ?? "";
  const content = texts.find((text) => text.includes('"name":"n8n-enter-content"')) ?? "";
  return {
    wayOut: policy.includes('"port":993'),
    credential: content.includes("mk360-inbox"),
    workflow: content.includes("/workflows/invoice/mk360-invoice-inbox.json"),
    secret: [...stack.credentials.keys()].some(({ name }) => name === "invoice-inbox"),
  };
}

describe("the mailbox to which suppliers send", () => {
  test("is read when config.yaml names one", () => {
    expect(given({ invoices: { ...invoicesConfig, inbox } })).toEqual({ wayOut: true, credential: true, workflow: true, secret: true });
  });

  test.each([
    ["invoices without a mailbox", { invoices: invoicesConfig }],
    ["no invoices", {}],
  ])("is none with %s: no way out, no credential, no workflow, nothing to ask for", (_, changes) => {
    expect(given(changes)).toEqual({ wayOut: false, credential: false, workflow: false, secret: false });
  });
});
