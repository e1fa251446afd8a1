import { describe, expect, test } from "@jest/globals";
import { dump } from "js-yaml";
import type { Config } from "../../charts/config/schema";
import { images } from "../../charts/images";
import { catalogueOf, exampleJob, exampleService, plain } from "../support/example";
import { podNamed } from "../support/pods";
import { type DistObject, distObjects, shippedConfig, stackOf } from "../support/stack";

const text = (objects: readonly DistObject[]) => objects.map(({ path, object }) => `# ${path}\n${dump(object)}`).join("");
const filesOf = (content: string) =>
  distObjects(stackOf({}, catalogueOf([exampleService("reader", { files: { "/etc/app/settings": content } })])));
const annotation = (objects: readonly DistObject[], name: string) => podNamed(objects, name).annotations["mk360.de/files"];
const jobName = (changes: Parameters<typeof exampleJob>[1]) =>
  podNamed(distObjects(stackOf({}, catalogueOf([], [exampleJob("once", changes)]))), "once").name;

describe("two runs", () => {
  test.each([1, 2, 3] as const)("of phase %i are the same byte for byte", (phase) => {
    expect(text(distObjects(stackOf({ phase })))).toBe(text(distObjects(stackOf({ phase }))));
  });

  test("differ where the stack differs, so that the comparison means something", () => {
    expect(text(distObjects(stackOf({ phase: 1 })))).not.toBe(text(distObjects(stackOf({ phase: 3 }))));
  });
});

describe("a file that changes", () => {
  test("changes the annotation of its pod, which starts it again", () => {
    expect(annotation(filesOf("one"), "reader")).toMatch(/^[0-9a-f]{12}$/);
    expect(annotation(filesOf("two"), "reader")).not.toBe(annotation(filesOf("one"), "reader"));
  });

  test("keeps the name of its ConfigMap, so that none is left behind", () => {
    const names = (objects: readonly DistObject[]) =>
      objects.filter(({ object }) => object.kind === "ConfigMap").map(({ object }) => object.metadata.name);
    expect(names(filesOf("two"))).toEqual(names(filesOf("one")));
  });

  test("that only moves to another path changes the annotation too", () => {
    const at = (path: string) =>
      annotation(distObjects(stackOf({}, catalogueOf([exampleService("reader", { files: { [path]: "one" } })]))), "reader");
    expect(at("/etc/app/settings")).not.toBe(at("/etc/other/settings"));
  });

  test("of one service leaves all others alone: a host name of n8n changes no pod but those that name it", () => {
    const before = distObjects(stackOf());
    const after = distObjects(stackOf({ hosts: { webhooks: "hooks" } }));
    const changed = before
      .filter(({ object }, index) => dump(object) !== dump(after[index]?.object))
      .map(({ object }) => `${object.kind} ${object.metadata.name}`.replace(/(?<=^Job .+)-[0-9a-f]{8}$/, ""));
    // Policies name hosts in their reasons only, which starts nothing again.
    expect(changed.filter((name) => !name.startsWith("NetworkPolicy ")).sort()).toEqual([
      "ConfigMap caddy-public-etc-caddy",
      // Their alarms go to a webhook of n8n.
      "ConfigMap netdata-nas-render-netdata-nas-settings-top",
      "ConfigMap netdata-vps-render-netdata-vps-settings-top",
      // The site's certificate is watched.
      "ConfigMap uptime-kuma-set-up-content",
      "ConfigMap uptime-kuma-set-up-daily-content",
      "CronJob uptime-kuma-set-up-daily",
      "DaemonSet netdata-nas",
      "DaemonSet netdata-vps",
      "Deployment caddy-public",
      "Deployment n8n",
      "Job uptime-kuma-set-up",
    ]);
  });
});

describe("a job that runs once", () => {
  test("keeps its name while nothing of it changes", () => {
    expect(jobName({})).toBe(jobName({}));
    expect(jobName({})).toMatch(/^once-[0-9a-f]{8}$/);
  });

  test.each<[string, Parameters<typeof exampleJob>[1]]>([
    ["a file", { files: { "/etc/app/settings": "one" } }],
    ["a variable", { env: { A: "b" } }],
    ["the image", { image: images.node }],
    ["the command", { command: ["true"] }],
    ["the number of tries", { retries: 5 }],
    ["the memory", { memory: { ...plain.memory, request: plain.memory.limit } }],
  ])("gets a new name when %s changes, because its template cannot", (_, change) => {
    expect(jobName(change)).not.toBe(jobName({}));
  });

  test("of PostgreSQL gets a new name when a client comes or goes, and none for anything else", () => {
    const name = (overrides: Partial<Config>) => podNamed(distObjects(stackOf(overrides)), "postgres-provisioning").name;
    expect(name({ off: ["n8n"] })).not.toBe(name({}));
    expect(name({ hosts: { webhooks: "hooks" }, backup: { ...shippedConfig.backup, dailyAt: "04:00" } })).toBe(name({}));
  });
});
