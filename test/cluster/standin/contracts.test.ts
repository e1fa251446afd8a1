import { expect, test } from "@jest/globals";
import { all } from "../../contracts/all";
import { contractsJson, sourceOf } from "./contracts";

test("every contract is written, with its patterns as text and its texts as they are", () => {
  const written = JSON.parse(contractsJson());
  expect(Object.keys(written)).toHaveLength(all.flatMap((table) => Object.keys(table)).length);
  expect(written.monica.env.MAIL_HOST).toEqual({ pattern: ".+" });
  expect(written.monica.env.DB_PORT).toBe("5432");
});

test.each([/^(?!a)b/, /(?<=a)b/, /(a)\1/, /\u00e4/, /a{1000,}/, /a/i])("%s is refused, because Go cannot read it", (pattern) => {
  expect(() => sourceOf(pattern)).toThrow(String(pattern));
});
