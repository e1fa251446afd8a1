import { describe, expect, test } from "@jest/globals";
import { pagesOf } from "../../charts/pages";
import { stack, stackWith, tablesOf } from "./pages";

const pages = [...pagesOf(stack)];
const markdown = pages.filter(([path]) => path.endsWith(".md"));

describe("all pages", () => {
  test("are the same for the same stack", () => {
    expect([...pagesOf(stackWith())]).toEqual(pages);
  });

  test("come in the order of their paths", () => {
    const paths = pages.map(([path]) => path);
    expect(paths).toEqual([...paths].sort());
  });

  test.each(pages)("%s ends with one line end", (_, text) => {
    expect(text).toMatch(/[^\n]\n$/);
  });

  test.each(pages)("%s names no directory of this machine", (_, text) => {
    expect(text).not.toContain(process.cwd());
  });

  test.each(markdown)("%s has tables whose rows have as many cells as their heads", (_, text) => {
    const odd = tablesOf(text).filter((rows) => new Set(rows.map((row) => row.length)).size !== 1);
    expect(odd).toEqual([]);
  });

  test.each(markdown)("%s shows every value as words, not as an object", (_, text) => {
    expect(text).not.toMatch(/undefined|\[object|NaN|Infinity/);
  });

  test.each([1, 2, 3] as const)("can be written in phase %i", (phase) => {
    expect(pagesOf(stackWith({ phase })).size).toBe(pages.length);
  });
});

describe("no secret", () => {
  const secrets = [/-----BEGIN/, /\$2[aby]\$/, /\$argon2/, /\b(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*[0-9])[A-Za-z0-9+/]{24,}={0,2}/];

  test.each(pages)("%s holds nothing that looks like one", (_, text) => {
    expect(secrets.filter((secret) => secret.test(text))).toEqual([]);
  });

  test("the search finds what it looks for", () => {
    expect("password q7Zk2mV9xR4tB8nL1cW6yH3d".match(secrets[3] ?? "")).not.toBeNull();
  });
});
