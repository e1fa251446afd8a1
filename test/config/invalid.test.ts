import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { refused } from "./refused";

const folder = join(__dirname, "invalid");
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort();

/** What the comment at the head of a fixture says must be in the message. */
function expected(text: string): string[] {
  return [...text.matchAll(/^# (?:refused because|fix): (.+)$/gm)].map(([, part = ""]) => part);
}

describe("an invalid configuration", () => {
  test("exists for at least sixty mistakes", () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(60);
  });

  test.each(fixtures)("%s is refused with place, value and fix", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const message = refused(text);
    const parts = expected(text);
    expect(parts.length).toBeGreaterThanOrEqual(2);
    for (const part of parts) expect(message).toContain(part);
  });

  test.each(fixtures)("%s gives one line a mistake, each complete", (name) => {
    const lines = refused(readFileSync(join(folder, name), "utf8")).split("\n");
    for (const line of lines) expect(line).toMatch(/^config\.yaml: .+\. Allowed: .+\. Fix: .+\.$/);
    expect(lines).toHaveLength(1);
  });
});
