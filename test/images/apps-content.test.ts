import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { images } from "../../charts/images";

const root = join(__dirname, "../..");
const record = join(__dirname, "apps-content.json");

/** All that the image is made of, but for its packages, whose versions Renovate raises. */
function content(): string {
  const files = readdirSync(join(root, "apps"), { recursive: true, encoding: "utf8" })
    .map((name) => join("apps", name))
    .filter((path) => !path.includes("node_modules") && statSync(join(root, path)).isFile());
  const whole = createHash("sha256");
  for (const path of [...files, "images/apps/Dockerfile"].sort()) whole.update(`${path}\n`).update(readFileSync(join(root, path)));
  return whole.digest("hex");
}

test.each(["docs/getting-started.md", "images/apps/Dockerfile"])("%s builds the image under the tag that the pod asks for", (path) => {
  const { tag } = images.apps as { tag: string };
  expect(readFileSync(join(root, path), "utf8").match(/REGISTRY\/apps:\w+/g)).toEqual([`REGISTRY/apps:${tag}`]);
});

// Kubernetes does not fetch an image again whose tag it has.
test("what images/apps is made of has not changed since its tag was given (UPDATE_APPS=1 writes it down, after the tag was raised)", () => {
  const { tag } = images.apps as { tag: string };
  if (process.env.UPDATE_APPS) writeFileSync(record, `${JSON.stringify({ tag, content: content() }, null, 2)}\n`);
  expect({ tag, content: content() }).toEqual(JSON.parse(readFileSync(record, "utf8")));
});
