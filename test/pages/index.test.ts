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

  test("each ends with one line end", () => {
    const odd = pages.filter(([, text]) => !/[^\n]\n$/.test(text));
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test("none names a directory of this machine", () => {
    const odd = pages.filter(([, text]) => text.includes(process.cwd()));
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test("each has tables whose rows have as many cells as their heads", () => {
    const odd = markdown.filter(([, text]) => tablesOf(text).some((rows) => new Set(rows.map((row) => row.length)).size !== 1));
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test("each shows every value as words, not as an object", () => {
    const odd = markdown.filter(([, text]) => /undefined|\[object|NaN|Infinity/.test(text));
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test.each([1, 2, 3] as const)("can be written in phase %i", (phase) => {
    expect(pagesOf(stackWith({ phase })).size).toBe(pages.length);
  });
});

describe("no secret", () => {
  const secrets = [/-----BEGIN/, /\$2[aby]\$/, /\$argon2/, /\b(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*[0-9])[A-Za-z0-9+/]{24,}={0,2}/];

  test("none holds anything that looks like one", () => {
    const odd = pages.filter(([, text]) => secrets.some((secret) => secret.test(text)));
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test("the search finds what it looks for", () => {
    expect("password q7Zk2mV9xR4tB8nL1cW6yH3d".match(secrets[3] ?? "")).not.toBeNull();
  });
});
