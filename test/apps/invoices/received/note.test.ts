import { describe, expect, test } from "@jest/globals";
import type { Examined } from "../../../../apps/invoices/received/examine";
import { noteOn } from "../../../../apps/invoices/received/note";

const facts = {
  number: "4711",
  issued: "2026-11-27",
  due: "2026-12-11",
  seller: "Lieferant AG",
  currency: "EUR",
  payable: "1190.5",
  gross: "",
};
const examined = { kind: "pdf", syntax: "CII", profile: "EN 16931", facts, faults: [], remarks: [] } as unknown as Examined;

describe("the note on an invoice that came in", () => {
  test("says what it is, from whom, how much and until when", () => {
    expect(noteOn(examined, "2026-11-30")).toBe(
      [
        "E-Rechnung geprüft am 30.11.2026: in Ordnung.",
        "Profil EN 16931 (CII, in der PDF-Datei).",
        "Rechnung 4711 von Lieferant AG vom 27.11.2026, 1.190,50 EUR, fällig am 11.12.2026.",
      ].join("\n"),
    );
  });

  test("lists what is wrong apart from what is odd", () => {
    expect(noteOn({ ...examined, faults: ["F"], remarks: ["R"] }, "2026-11-30")).toMatch(
      /nicht in Ordnung\.[\s\S]*\nFehler:\n- F\nAuffällig:\n- R$/,
    );
  });

  test("leaves out what it cannot read", () => {
    const nothing = { ...facts, number: "", seller: "", issued: "20261340", due: "", payable: "x" };
    expect(noteOn({ ...examined, facts: nothing } as unknown as Examined, "2026-11-30")).toMatch(/\nRechnung ohne Nummer von unbekannt\.$/);
  });

  test("stays short, whatever a stranger wrote", () => {
    const faults = Array.from({ length: 500 }, () => "x".repeat(5000));
    expect(noteOn({ ...examined, faults }, "2026-11-30").length).toBeLessThan(10_000);
  });

  test("of a page without data says that it is no electronic invoice", () => {
    expect(noteOn("page", "2026-11-30")).toMatch(/keine E-Rechnung/);
  });

  test("of an encrypted file says that nobody looked into it", () => {
    expect(noteOn("locked", "2026-11-30")).toMatch(/verschlüsselt/);
  });

  test("names what is still to be paid where that is another amount", () => {
    const paid = { ...examined, facts: { ...facts, gross: "1190.50", payable: "0.00" } } as unknown as Examined;
    expect(noteOn(paid, "2026-11-30")).toContain(", 1.190,50 EUR, zu zahlen 0,00, fällig am");
  });

  test("holds whole signs alone, wherever a text was cut", () => {
    const cut = { ...examined, faults: ["😀".repeat(300).slice(1)] } as unknown as Examined;
    expect(noteOn(cut, "2026-11-30").isWellFormed()).toBe(true);
  });
});
