import { expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { Stack } from "../../charts/model/stack";
import { deviations } from "../../charts/pages/decisions/deviations";
import { deviationsPage } from "../../charts/pages/decisions/deviations-page";
import { stack, stackWith, tablesOf } from "./pages";

const shown = (text: string) => (tablesOf(text)[0] ?? []).slice(2).map(([about]) => about);

test("what holds for the whole stack is always shown", () => {
  const always = deviations.filter(({ concerns }) => !concerns).map(({ about }) => about);
  expect(shown(deviationsPage(stackWith({ phase: 1 })))).toEqual(expect.arrayContaining(always));
});

test("what concerns a service that does not run is left out", () => {
  expect(
    shown(
      deviationsPage(
        new Stack(
          { ...catalogue, services: catalogue.services.filter(({ name }) => name !== "rest-server"), jobs: () => [] },
          stack.config,
        ),
      ),
    ),
  ).not.toContain("Daily backup");
});

test("what concerns a service that runs is shown", () => {
  expect(shown(deviationsPage(stack))).toContain("Daily backup");
});
