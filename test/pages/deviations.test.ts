import { expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { Stack } from "../../charts/model/stack";
import { deviations } from "../../charts/pages/decisions/deviations";
import { deviationsPage } from "../../charts/pages/decisions/deviations-page";
import { catalogueOf } from "../support/example";
import { mistakeOf } from "../support/refusals";
import { stackOf } from "../support/stack";
import { stack, stackWith, tablesOf } from "./pages";

const shown = (text: string) => (tablesOf(text)[0] ?? []).slice(2).map(([about]) => about);

test("what holds for the whole stack is always shown", () => {
  const always = deviations((name) => name)
    .filter(({ concerns }) => !concerns)
    .map(({ about }) => about);
  expect(shown(deviationsPage(stackWith({ phase: 1 })))).toEqual(expect.arrayContaining(always));
});

test("what concerns a service that does not run is left out", () => {
  expect(shown(deviationsPage(stackWith({ off: ["monica"] })))).not.toContain("Monica version");
});

test("what concerns a service that runs is shown", () => {
  expect(shown(deviationsPage(stack))).toEqual(expect.arrayContaining(["Daily backup", "Monica version"]));
});

test("what names a service that the catalogue does not have is a mistake", () => {
  expect(mistakeOf(() => deviationsPage(stackOf({}, catalogueOf([]))))).toBe(
    'a page, or what a service asks, names "paperless-business", and there is no such service or job; correct the name, or take out what names it',
  );
  const renamed = new Stack(
    {
      ...catalogue,
      services: catalogue.services.map((each) => (each.name === "monica" ? each.with("crm", { formerly: ["monica"] }) : each)),
    },
    stack.config,
  );
  expect(mistakeOf(() => deviationsPage(renamed))).toBe(
    'a page, or what a service asks, names "monica", and there is no such service or job; it is called crm now: write that there',
  );
});
