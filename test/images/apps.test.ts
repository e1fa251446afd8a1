import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { images } from "../../charts/images";
import { invoicesConfig } from "../apps/invoices/samples";
import { podNamed } from "../support/pods";
import { distObjects, stackOf } from "../support/stack";

const root = join(__dirname, "../..");
const dockerfile = readFileSync(join(root, "images/apps/Dockerfile"), "utf8");
const lines = dockerfile
  .replaceAll("\\\n", "")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const pod = podNamed(distObjects(stackOf({ invoices: invoicesConfig })), "invoices");

describe("images/apps", () => {
  test("is Node as the list of images pins it, in both of its parts", () => {
    const { repository, tag, digest } = images.node as { repository: string; tag: string; digest: string };
    expect(lines.filter((line) => line.startsWith("FROM ")).map((line) => line.split(" ")[1])).toEqual(
      Array(2).fill(`${repository}:${tag}@${digest}`),
    );
  });

  test("takes packages as the lock file has them, and runs no script of theirs", () => {
    const installs = lines.filter((line) => /npm/.test(line) && line.startsWith("RUN"));
    expect(installs.map((line) => /npm ci .*--ignore-scripts/.test(line))).toEqual([true, true]);
  });

  test("has what the pod starts, where the pod looks for it", () => {
    const [container] = pod.spec.containers;
    expect([container?.command, container?.env?.find(({ name }) => name === "RULES")?.value]).toEqual([
      ["node", "/app/apps/invoices/main.ts"],
      "/app/rules",
    ]);
    expect(lines).toEqual(
      expect.arrayContaining(["WORKDIR /app", "COPY apps/invoices apps/invoices", "COPY --from=rules /rules /app/rules", "USER 1000:1000"]),
    );
  });

  test("runs under the user of the pod", () => {
    expect(pod.spec.containers[0]?.securityContext?.runAsUser).toBe(1000);
  });
});
