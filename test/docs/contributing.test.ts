import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { shippedConfigFile } from "../support/config";

const root = join(__dirname, "../..");
const guide = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

/** The code block of the guide that is meant for `path`. */
function blockFor(path: string): string {
  const block = guide.split("```ts ").find((part) => part.startsWith(`${path}\n`));
  if (!block) throw new Error(`CONTRIBUTING.md has no block for ${path}`);
  return block.slice(path.length + 1, block.indexOf("```"));
}

/** Builds the whole stack with the example added, as a reader of the guide would, and hands back what came out. */
async function synthesiseWithExample(): Promise<{
  dist: Record<string, string>;
  generated: Record<string, string>;
  state: { name: string }[];
}> {
  const program = `
    import { catalogue } from "./charts/catalogue";
    import { loadConfig } from "./charts/config/load";
    import { Stack } from "./charts/model/stack";
    import { outputsOf } from "./charts/output/outputs";
    import { welcome } from "./charts/services/public/welcome";
    const others = catalogue.services.filter(({ name }) => name !== welcome.name);
    const stack = new Stack({ ...catalogue, services: [...others, welcome] }, loadConfig(${JSON.stringify(shippedConfigFile)}));
    const { dist, generated, state } = outputsOf(stack, { state: [], released: [] });
    module.exports = { dist: Object.fromEntries(dist), generated: Object.fromEntries(generated), state };
  `;
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    packages: "external",
    plugins: [
      {
        name: "guide",
        setup({ onLoad, onResolve }) {
          onLoad({ filter: /(\.(sh|pl|awk|sql|conf|html)|\/charts\/services\/.+\.mjs)$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8"),
            loader: "text",
          }));
          onResolve({ filter: /\/services\/public\/welcome$/ }, () => ({
            path: join(root, "charts/services/public/welcome.ts"),
            namespace: "guide",
          }));
          onLoad({ filter: /.*/, namespace: "guide" }, () => ({
            contents: blockFor("charts/services/public/welcome.ts"),
            resolveDir: join(root, "charts/services/public"),
            loader: "ts",
          }));
          onLoad({ filter: /charts\/images\.ts$/ }, ({ path }) => ({
            // Whoever followed the guide has the line already.
            contents: readFileSync(path, "utf8")
              .replace(/^ *nginx: image\([^)]*\),\n/m, "")
              .replace("nameImages({", `nameImages({\n${blockFor("charts/images.ts")}`),
            loader: "ts",
          }));
        },
      },
    ],
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0]?.text ?? "")(module, module.exports, require);
  return module.exports as Awaited<ReturnType<typeof synthesiseWithExample>>;
}

describe("the worked example of CONTRIBUTING.md", () => {
  let made: Awaited<ReturnType<typeof synthesiseWithExample>>;
  beforeAll(async () => {
    made = await synthesiseWithExample();
  });

  test.each(["PersistentVolumeClaim", "Service", "Deployment", "welcome-ingress"])("its file holds %s", (part) => {
    expect(made.dist["20-apps/welcome.yaml"]).toContain(part);
  });

  test("caddy-public passes it on and may reach it", () => {
    const proxy = made.dist["20-apps/caddy-public.yaml"];
    expect(proxy).toContain("welcome.mk360.de");
    expect(proxy).toContain("public/welcome 8080/tcp");
  });

  test("it has a nightly backup", () => {
    expect(made.dist["40-backup/welcome-backup.yaml"]).toContain("kind: CronJob");
  });

  test("its claim is in the state lock", () => {
    expect(made.state.map(({ name }) => name)).toContain("welcome-pages");
  });

  test.each([
    "docs/capacity.md",
    "docs/dns.md",
    "docs/services.md",
    "docs/network.md",
    "docs/backups.md",
    "docs/personal-data.md",
    "monitors.json",
    "hosts/vps/volumes/claims",
  ])("%s mentions it", (page) => {
    expect(made.generated[page]).toContain("welcome");
  });
});
