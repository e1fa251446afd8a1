import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "@jest/globals";
import { containersOf, podsOf } from "../../support/pods";
import { whole } from "../../support/stack";

const names = readFileSync(join(__dirname, "names.txt"), "utf8").trim().split("\n");
const source = (file: string) => readFileSync(join(__dirname, file), "utf8");

test("the program knows each name that the image gives it", () => {
  const known = [...source("main.go").matchAll(/^\t"([A-Za-z.0-9-]+)": +(?:func\(\[\]string\) \{ be|run)/gm)].map(([, name]) => name);
  expect(known.sort()).toEqual(names.map((path) => basename(path)).sort());
});

test("it has a name for each command that dist runs in an image of its own", () => {
  const images = [...source("service.go").matchAll(/^\t"([a-z0-9-]+)": +\{"/gm)].map(([, image]) => image);
  const called = podsOf(whole.objects)
    .flatMap(containersOf)
    .filter(({ image }) => images.includes(basename(image.split(":")[0] as string)))
    .flatMap(({ command = [] }) => command.slice(0, 1))
    // The image has these themselves.
    .filter((word) => !["sh", "node"].includes(word));
  expect(called.length).toBeGreaterThan(0);
  expect(names.map((path) => (called.includes(path) ? path : basename(path)))).toEqual(expect.arrayContaining([...new Set(called)]));
});
