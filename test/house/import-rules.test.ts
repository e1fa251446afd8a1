import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const root = join(__dirname, "../..");

/** Imports that ARCHITECTURE.md forbids, in a house of empty files: who imports whom, and the rule that says no. */
const forbidden: readonly (readonly [from: string, to: string, rule: string])[] = [
  ["charts/values/size.ts", "charts/config/schema.ts", "values-imports"],
  ["charts/model/stack.ts", "charts/kit/pod.ts", "model-imports"],
  ["charts/kit/pod.ts", "charts/services/n8n.ts", "kit-imports"],
  ["charts/services/n8n.ts", "charts/model/use.ts", "services-have-one-vocabulary"],
  ["charts/services/n8n.ts", "charts/kit/pod.ts", "services-imports"],
  ["charts/facts/seeds.ts", "charts/pages/text.ts", "facts-imports"],
  ["charts/hosts/k3s.ts", "charts/pages/text.ts", "hosts-imports"],
  ["charts/legal/contract.ts", "charts/services/n8n.ts", "legal-imports"],
  ["charts/model/use.ts", "cli/status/show.ts", "only-the-command-imports-cli"],
  ["cli/status/show.ts", "scan/objection.ts", "judges-stand-outside"],
  ["cli/status/show.ts", "cli/doctor/show.ts", "topics-of-the-command-stand-alone"],
  ["cli/selftest/show.ts", "cli/status/show.ts", "topics-of-the-command-stand-alone"],
  ["cli/text/age.ts", "cli/doctor/show.ts", "what-topics-share-knows-none"],
  ["apps/api/server.ts", "charts/model/use.ts", "apps-and-site-stand-alone"],
  ["apps/api/routes.ts", "apps/portal/page.ts", "apps-and-site-stand-alone"],
  ["site/page.ts", "charts/pages/text.ts", "apps-and-site-stand-alone"],
  ["charts/model/network/site.ts", "site/page.ts", "nothing-imports-apps-or-site"],
  ["charts/values/day.ts", "main.ts", "nothing-imports-main"],
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

describe("the rules of who may import whom", () => {
  let house: string;
  let found: readonly Violation[];

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), "mk360-house-"));
    for (const [from, to] of forbidden) {
      for (const file of [from, to]) mkdirSync(dirname(join(house, file)), { recursive: true });
      const step = relative(dirname(from), to).replace(/\.ts$/, "");
      writeFileSync(join(house, from), `import "${step.startsWith(".") ? step : `./${step}`}";\n`, { flag: "a" });
      writeFileSync(join(house, to), "", { flag: "a" });
    }
    symlinkSync(join(root, "tsconfig.json"), join(house, "tsconfig.json"));
    symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
    found = violationsIn(house);
  });

  afterAll(() => rmSync(house, { recursive: true }));

  test.each(forbidden)("%s may not import %s: %s", (from, to, rule) => {
    expect(found.filter((one) => one.from === from && one.to === to).map((one) => one.rule.name)).toContain(rule);
  });

  test("let an app import its own files", () => {
    expect(found.filter(({ from, to }) => from.startsWith("apps/api/") && to.startsWith("apps/api/"))).toEqual([]);
  });
});

function violationsIn(folder: string): Violation[] {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const command = [
    program,
    "--config",
    join(root, ".dependency-cruiser.cjs"),
    "--output-type",
    "json",
    "main.ts",
    "charts",
    "cli",
    "apps",
    "site",
  ];
  const report = execFileSync(process.execPath, command, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  return (JSON.parse(report) as { summary: { violations: Violation[] } }).summary.violations;
}
