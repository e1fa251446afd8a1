import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const page = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8");
const [, toDo = ""] = /^## What there is to do\n([\s\S]*?)^## /m.exec(page) ?? [];
const listed = [...toDo.matchAll(/^\d+\. `(.+)`$/gm)].map(([, command]) => command);
const typed = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));

test("at most ten commands lead from two bare machines to the running stack, each explained by a step, in this order", () => {
  const places = listed.map((command) => typed.indexOf(command as string));
  expect(listed.length).toBeLessThanOrEqual(10);
  expect(listed.filter((_, index) => (places[index] as number) < 0)).toEqual([]);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

test("they are enough: the machines, the devices, the secrets and the manifests are each brought once", () => {
  for (const command of [
    /hosts set-up$/,
    /vpn add/,
    /hosts set-up vps$/,
    /kubeconfig$/,
    /secrets init --apply$/,
    /^kubectl apply -R -f dist$/,
  ])
    expect(listed.filter((each) => command.test(each as string))).toHaveLength(1);
});

test("whatever is clicked or typed elsewhere has its minutes", () => {
  const rows = toDo.split("\n").filter((line) => line.startsWith("| ") && !/^\| (where|-)/.test(line));
  expect(rows.length).toBeGreaterThan(9);
  expect(rows.filter((row) => !/\| \d+ +\|$/.test(row))).toEqual([]);
});
