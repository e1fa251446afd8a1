import { describe, expect, test } from "@jest/globals";
import { secretsJson } from "../../charts/facts/secrets";
import { byHandPage } from "../../charts/pages/by-hand-page";
import { stack, stackWith, tablesOf } from "./pages";

const page = byHandPage(stack);
const [hand = [], logins = [], factors = []] = tablesOf(page).map((rows) => rows.slice(2));
const column = (rows: readonly string[][], index: number) => rows.map((row) => row[index] ?? "");

describe("the page of what is left by hand", () => {
  test("names each site where somebody may try a password: its login, or what the owner does there", () => {
    const asked = stack.routes.filter(({ site }) => site.failedLogins !== undefined || site.withoutLogin !== undefined);
    const [sites, services] = [new Set(column(logins, 0)), new Set(column(hand, 0))];
    expect(asked.length).toBeGreaterThan(9);
    expect(asked.filter(({ site, service }) => !sites.has(site.name) && !services.has(service)).map(({ site }) => site.name)).toEqual([]);
  });

  test("prints a password with a command that knows it", () => {
    const { credentials } = JSON.parse(secretsJson(stack)) as { credentials: readonly { name: string; keys: Record<string, unknown> }[] };
    const known = new Set(
      credentials.flatMap(({ name, keys }) => Object.keys(keys).map((key) => `npx mk360 secrets export ${name} ${key}`)),
    );
    const commands = [...page.matchAll(/`(npx mk360 secrets export [^`]+)`/g)].map(([, command = ""]) => command);
    expect(commands.length).toBeGreaterThan(12);
    expect(commands.filter((command) => !known.has(command))).toEqual([]);
  });

  test("says of each login that has a row whether it can have a second factor, those of public sites first", () => {
    const own = column(logins, 0).filter((name) => stack.routes.some(({ site }) => site.name === name && site.withoutLogin === undefined));
    expect(column(factors, 0)).toEqual(own);
    const isPublic = column(factors, 1).map((reach) => reach === "the internet");
    expect(isPublic).toEqual([...isPublic].sort((a, b) => Number(b) - Number(a)));
  });

  test("gives a reason for each line", () => {
    expect(hand.filter(([, does = "", because = ""]) => does === "" || because.length < 20)).toEqual([]);
  });

  test("has no line of a service that is off", () => {
    expect(byHandPage(stackWith({ off: ["monica", "unifi"] }))).not.toMatch(/monica|unifi/);
  });
});
