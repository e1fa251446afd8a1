import { createHash } from "node:crypto";
import { type Context, endpoints } from "../../../vocabulary";
import { application, mount } from "../../opensign/opensign-set-up";
import type { ValueOfModel } from "../workflow";
import template from "./agreement.html";

/** Why none is sent, in words that end a sentence; nothing where it is. */
function reasonOf({ config, runs }: Context): string {
  if (!config.customers?.agreement) return "config.yaml has no customers.agreement";
  const missing = ["opensign-server", "opensign-client", "gotenberg"].find((service) => !runs(service));
  return missing ? `${missing} is not in this stack` : "";
}

/** What stands in the contract, as JSON: both sides of it but the customer's own. */
function termsOf({ config: { invoices, customers, contact } }: Context): string {
  const { name, street, postcode, city, phone } = invoices ?? {};
  const seller = { name, street, postcode, city, contact: invoices?.contact, phone, mail: invoices?.mail ?? contact };
  return JSON.stringify({ ...customers?.agreement, seller });
}

/** What the workflow that makes the contract is told. */
export const agreementValues: Readonly<Record<string, ValueOfModel | ((context: Context) => ValueOfModel)>> = {
  enabled: (context) => reasonOf(context) === "",
  reason: reasonOf,
  gotenberg: `http://${endpoints.gotenberg.address}`,
  site: ({ hostName }) => `https://${hostName("sign")}`,
  sign: `http://${endpoints.opensignServer.address}${mount}`,
  application,
  owner: ({ config }) => config.contact.toLowerCase(),
  template: template.split("\n"),
  // Who signs another text signs another contract.
  version: createHash("sha256").update(template).digest("hex").slice(0, 8),
  terms: termsOf,
};
