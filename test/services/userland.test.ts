import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "@jest/globals";
import { restoresOf } from "../../charts/services/backup/restore";
import { stepObjects } from "../../cli/restore/pod";
import { containersOf, podsOf } from "../support/pods";
import { services } from "../support/real";
import { whole } from "../support/stack";
import { userlandOfImage, userlandsOfScript } from "../support/userland";

const ours = new Set(readdirSync(services, { recursive: true, encoding: "utf8" }).map((path) => basename(path)));

/** The pods that the owner starts when he restores something, which no dist has. */
const restoring = restoresOf(whole.stack.services).flatMap(({ restore }) =>
  [restore.putBack("abc"), restore.look].flatMap((job) => stepObjects(whole.stack, job, "backup")),
);

/** Every script of ours that a container is started or probed with, and what its image is built on. */
const run = podsOf([...whole.objects, ...restoring.map((object) => ({ path: "", object }))]).flatMap((pod) =>
  containersOf(pod).flatMap(({ image, command = [], args = [], startupProbe, readinessProbe, livenessProbe }) => {
    const probes = [startupProbe, readinessProbe, livenessProbe].flatMap((probe) => probe?.exec?.command ?? []);
    const scripts = [...command, ...args, ...probes]
      .flatMap((word) => /\/([^/]+\.sh)$/.exec(word)?.[1] ?? [])
      .filter((name) => ours.has(name));
    return scripts.map((script) => ({ script, image: image.replace(/[:@].*/, "") }));
  }),
);

test("every script is tried with the shell and the tools of the images that it runs in", () => {
  const needed: Record<string, string[]> = {};
  for (const { script, image } of run) {
    const lands = new Set([...(needed[script] ?? []), userlandOfImage[image] ?? `${image} is not in test/support/userland.ts`]);
    needed[script] = [...lands].sort();
  }
  expect(needed).toEqual(userlandsOfScript);
});
