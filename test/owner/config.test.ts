import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { loadConfig } from "../../charts/config/load";
import { Stack } from "../../charts/model/stack";
import { readGenerations } from "../../charts/output/generations";
import { outputsOf } from "../../charts/output/outputs";
import { readStateLock } from "../../charts/output/state-lock";
import { containersOf, podsOf } from "../support/pods";
import { distObjects } from "../support/stack";

const root = join(__dirname, "../..");
const files = { config: "config.yaml", lock: "state.lock.yaml", generations: "secrets/generations.yaml" };

/** What the owner's own values must give, whatever they are. No other test reads them. */
describe("config.yaml, as it lies in this clone", () => {
  const config = loadConfig(join(root, files.config));
  const stack = new Stack(catalogue, config, readGenerations(join(root, files.generations)));
  const { dist, generated, state } = outputsOf(stack, readStateLock(join(root, files.lock)));
  const texts = [...dist, ...generated];

  test("fits its machines, and loses no volume that the lock knows", () => {
    expect(dist.size).toBeGreaterThan(0);
    expect(state.map(({ name }) => name)).toEqual(
      expect.arrayContaining(stack.services.flatMap(({ name, keeps }) => Object.keys(keeps).map((volume) => `${name}-${volume}`))),
    );
  });

  test("leaves no value of the program's own in a file", () => {
    // A program may use the word; a setting that holds it was never given.
    const withoutPrograms = (text: string) => text.replace(/^( *)(?:\S+\.mjs|mk360-\S+\.json): \|[-+]?\n(?:\1 +.*\n|[ \t]*\n)*/gm, "");
    const strange = texts.filter(([, text]) => /\b(undefined|NaN)\b|\[object Object\]/.test(withoutPrograms(text))).map(([path]) => path);
    expect(strange).toEqual([]);
  });

  test("has a pod for each service that runs, and none of what is off or comes later", () => {
    const names = podsOf(distObjects(stack)).map(({ labels }) => labels["app.kubernetes.io/name"]);
    expect(names).toEqual(expect.arrayContaining(stack.services.map(({ name }) => name)));
    for (const name of config.off) expect(names).not.toContain(name);
  });

  test("gives each container what it asks for and how far it may go", () => {
    const bare = podsOf(distObjects(stack)).flatMap((pod) =>
      containersOf(pod).filter(({ resources }) => !resources?.requests?.memory || !resources.limits?.memory),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  test("names every site under the owner's domain", () => {
    expect(stack.routes.filter(({ host }) => !host.endsWith(`.${config.domain}`))).toEqual([]);
  });
});
