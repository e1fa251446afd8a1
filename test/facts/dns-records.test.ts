import { describe, expect, test } from "@jest/globals";
import { dnsRecords } from "../../charts/facts/dns-records";
import { stackOf } from "../support/stack";

const records = dnsRecords(stackOf({ contact: "someone@example.com" }));
const valuesOf = (wanted: string) => records.filter(({ type }) => type === wanted).map(({ name, value }) => `${name} ${value}`);

describe("the records of the domain", () => {
  // The owner's document names them.
  test.each(["business-docs", "workflows", "webhooks", "sign", "vault-business", "crm", "status", "private-docs", "vault-private", "mail"])(
    "lead %s to the server",
    (name) => {
      expect(valuesOf("A")).toContain(`${name}.mk360.de 203.0.113.10`);
    },
  );

  test("have each name once, and no address of IPv6", () => {
    expect(new Set(valuesOf("A")).size).toBe(valuesOf("A").length);
    expect(new Set(records.map(({ type }) => type))).toEqual(new Set(["A", "CAA"]));
  });

  // RFC 8659; Let's Encrypt's own documentation names its domain.
  test("let nobody but Let's Encrypt sign certificates, none for all names at once, and name who is told of a try", () => {
    expect(valuesOf("CAA")).toEqual([
      'mk360.de 0 issue "letsencrypt.org"',
      'mk360.de 0 issuewild ";"',
      'mk360.de 0 iodef "mailto:someone@example.com"',
    ]);
  });
});
