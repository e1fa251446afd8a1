import { describe, expect, test } from "@jest/globals";
import { mailArchiveSchema } from "../../charts/config/mail-archive";

const folders = (...names: string[]) => mailArchiveSchema.safeParse({ folders: names }).success;

describe("a folder of the mailbox", () => {
  test("may bear every name that its provider lets it bear", () => {
    expect(folders("[Gmail]/Alle Nachrichten", "Büro & Co.", "日本語", 'Say "hi"', "100 %", "Q1; Q2", "{x}", "a  b", "Grüße 📬")).toBe(
      true,
    );
  });

  test.each([[".hidden"], ["Work/.hidden"], ["/Work"], ["Work/"], ["Work//2024"], ["Work /2024"], [" Work"], [""], ["x".repeat(201)]])(
    "is not called %j, which no directory of the archive can be",
    (name) => {
      expect(folders(name)).toBe(false);
    },
  );
});

test("without folders all mail is wanted", () => {
  expect(mailArchiveSchema.parse({})).toEqual({ host: "imap.gmail.com" });
});
