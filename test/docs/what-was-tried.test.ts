import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const page = readFileSync(join(__dirname, "../../docs/what-was-tried.md"), "utf8");
const played = page.split("\n## ").find((part) => part.startsWith("What is played")) ?? "";

test("every program that the suite plays is named, and no other", () => {
  const named = [...played.matchAll(/^\| `([a-z0-9_-]+)` /gm)].map(([, name]) => name);
  const there = readdirSync(join(__dirname, "../hosts/bed/stand-ins")).map((file) => file.replace(/\.sh$/, ""));
  expect(named.sort()).toEqual(there.sort());
});

test("what differs on the server's distribution is named", () => {
  expect(page).toMatch(/^## What differs on Ubuntu 24\.04/m);
});
