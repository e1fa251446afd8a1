import { describe, expect, test } from "@jest/globals";
import type { DnsRecord } from "../../../charts/facts/dns-records";
import type { RecordType } from "../../../cli/dns/ask";
import { compareInside, compareOutside } from "../../../cli/dns/compare";

const wanted: readonly DnsRecord[] = [
  { name: "crm.example.com", type: "A", value: "203.0.113.10" },
  { name: "example.com", type: "CAA", value: '0 issue "letsencrypt.org"' },
  { name: "example.com", type: "CAA", value: '0 issuewild ";"' },
];
const outside = (name: string, type: RecordType, ...records: string[]) =>
  compareOutside(wanted, "example.com", [{ name, type, answer: { records } }])[0];

describe("an address", () => {
  test("is right when it is the server's and the only one", () => {
    expect(outside("crm.example.com", "A", "203.0.113.10")?.verdict).toBe("ok");
  });

  test.each<[string, readonly string[], string]>([
    ["missing", [], "A 203.0.113.10"],
    ["another's", ["192.0.2.1"], "A 203.0.113.10, and no other"],
    ["one of two", ["192.0.2.1", "203.0.113.10"], "A 203.0.113.10, and no other"],
  ])("that is %s is wrong, and the right one is named", (_, records, fix) => {
    expect(outside("crm.example.com", "A", ...records)).toMatchObject({ verdict: "wrong", fix });
  });

  test("of IPv6 is wrong wherever it is", () => {
    expect(outside("crm.example.com", "AAAA", "2001:db8::1")).toMatchObject({ verdict: "wrong", found: "2001:db8::1" });
    expect(outside("crm.example.com", "AAAA")?.verdict).toBe("ok");
  });
});

// RFC 8659, 4: what each property allows.
describe("CAA records of the domain", () => {
  test.each([
    ["Let's Encrypt alone", ['0 issue "letsencrypt.org"']],
    [
      "Let's Encrypt alone, and nobody for all names at once",
      ['0 issue "letsencrypt.org"', '0 issuewild ";"', '0 iodef "mailto:a@example.com"'],
    ],
    ["Let's Encrypt under a condition", ['0 issue "letsencrypt.org; validationmethods=http-01"']],
    ["Let's Encrypt, critically", ['128 issue "letsencrypt.org"']],
  ])("are right when they allow %s", (_, records) => {
    expect(outside("example.com", "CAA", ...records)?.verdict).toBe("ok");
  });

  test.each([
    ["everybody", []],
    ["nobody", ['0 issue ";"']],
    ["another", ['0 issue "pki.goog"']],
    ["another beside it", ['0 issue "letsencrypt.org"', '0 issue "pki.goog"']],
    ["another for all names at once", ['0 issue "letsencrypt.org"', '0 issuewild "pki.goog"']],
    ["whose name only begins alike", ['0 issue "letsencrypt.org.example"']],
  ])("are wrong when they allow %s, and the right ones are named", (_, records) => {
    const finding = outside("example.com", "CAA", ...records);
    expect(finding).toMatchObject({ verdict: "wrong", fix: 'CAA 0 issue "letsencrypt.org"; CAA 0 issuewild ";"' });
  });

  test("need none of their own at a name below it, which may not allow others either", () => {
    expect(outside("crm.example.com", "CAA")?.verdict).toBe("ok");
    expect(outside("crm.example.com", "CAA", '0 issue "pki.goog"')).toMatchObject({
      verdict: "wrong",
      fix: expect.stringMatching(/^remove/),
    });
  });
});

test("who does not answer has nothing wrong", () => {
  expect(compareOutside(wanted, "example.com", [{ name: "crm.example.com", type: "A", answer: { silence: "no answer" } }])).toEqual([
    { verdict: "unknown", name: "crm.example.com", type: "A", found: "no answer", fix: undefined },
  ]);
});

test("in the VPN a name has the address that the server's resolver was given, and none of IPv6", () => {
  const addresses = new Map([["mail.example.com", "10.77.0.1"]]);
  const said = (type: RecordType, ...records: string[]) => ({ name: "mail.example.com", type, answer: { records } });
  const found = compareInside(addresses, [said("A", "10.77.0.1"), said("A", "203.0.113.10"), said("AAAA"), said("AAAA", "2001:db8::1")]);
  expect(found.map(({ verdict }) => verdict)).toEqual(["ok", "wrong", "ok", "wrong"]);
  expect(found[1]?.fix).toMatch(/^npx mk360 hosts set-up vps/);
});
