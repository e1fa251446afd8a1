import { describe, expect, test } from "@jest/globals";
import { refusalOf } from "../support/refusals";
import { shippedConfig, stackOf } from "../support/stack";

const sender = (user: string) => ({ mail: { ...shippedConfig.mail, user } });
const archived = { mailArchive: { ...shippedConfig.mailArchive, account: "owner@example.com" } };

describe("the account that sends and the mailbox that is archived", () => {
  test.each(["owner@example.com", "Owner@Example.com", "owner+shop@example.com"])("may not be one: %s", (user) => {
    expect(refusalOf(() => stackOf({ phase: 3, ...archived, ...sender(user) }))).toMatch(
      /^config\.yaml: mail\.user is ".+"\. Allowed: another account than the mailbox that is archived \(owner@example\.com\).*\. Fix: make an account/,
    );
  });

  test("may be one where nothing is archived", () => {
    expect(stackOf({ phase: 1, ...archived, ...sender("owner@example.com") }).has("mbsync")).toBe(false);
  });
});
