import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { images as ourImages } from "../../charts/images";
import renovate from "../../renovate.json";
import { containersOf, podsOf } from "../support/pods";
import { shapes, whole } from "../support/stack";
import { breachesOfPins, changedWithoutSource, type Pin, pins, pinsText, readPins, versionsOfPins } from "./pins";

const ours = whole.stack.config.images.registry;
/** Every image that a manifest names: programs before, beside and in jobs too. */
const images = shapes.flatMap(({ objects }) => podsOf(objects).flatMap((pod) => containersOf(pod).map(({ image }) => image)));

const pin = (digest: string, source: string, tag = "1.0"): Pin => ({ image: "docker.io/library/example", tag, digest, source });
const one = `sha256:${"1".repeat(64)}`;
const two = `sha256:${"2".repeat(64)}`;

describe("the images of dist", () => {
  test("have the tag and the digest that were read", () => {
    expect(images.length).toBeGreaterThan(100);
    expect(breachesOfPins(images, pins, ours)).toEqual([]);
  });

  test("without a digest are these", () => {
    const without = images.filter((image) => !image.includes("@")).sort();
    expect([...new Set(without)]).toEqual([
      "docker.io/library/monica:5.0.0-beta.5-apache",
      "docker.io/louislam/uptime-kuma:2.5.3-slim-rootless",
      "docker.io/opensign/opensign:main",
      "docker.io/opensign/opensignserver:main",
      "docker.io/victoriametrics/vlagent:v1.52.0",
      "ghcr.io/mk360/mail:1",
    ]);
  });

  test("run on arm64 where somebody said so, and only there", () => {
    const said = pins.filter(({ arm64 }) => arm64 !== undefined).map(({ image }) => image);
    const taken = Object.values(ourImages).filter(({ architectures }) => architectures.includes("arm64"));
    expect(taken.map(({ repository }) => repository).sort()).toEqual(said.sort());
  });

  test("are all that have a pin, each once", () => {
    const used = new Set(images.map((image) => image.split("@")[0]));
    const named = pins.map(({ image, tag }) => `${image}:${tag}`);
    expect(named.filter((each) => !used.has(each))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });
});

describe("a breach is noticed", () => {
  const paperless = images.find((image) => image.includes("/paperless-ngx:")) ?? "";

  test("one character of a digest, as Paperless could not be pulled", () => {
    const [breach, ...others] = breachesOfPins([paperless.replace("09613635acda1", "09613835acda1")], pins, ours);
    expect(breach).toContain("909613835acda1");
    expect(breach).toContain("909613635acda1");
    expect(others).toEqual([]);
  });

  test("an image that nobody has pinned, and one that has lost its digest", () => {
    expect(breachesOfPins(["docker.io/library/redis:8@sha256:0", paperless.split("@")[0] ?? ""], pins, ours)).toHaveLength(2);
  });

  test("a digest that changed while tag and source stayed", () => {
    const [breach] = changedWithoutSource([[pin(two, "read at the registry")], [pin(one, "read at the registry")]]);
    expect(breach).toContain(`${one} became ${two}`);
    expect(changedWithoutSource([[pin(two, "read at the registry again")], [pin(one, "read at the registry")]])).toEqual([]);
    expect(changedWithoutSource([[pin(two, "read at the registry", "1.1")], [pin(one, "read at the registry")]])).toEqual([]);
  });
});

test("no digest has ever changed without another tag or another source", () => {
  expect(changedWithoutSource(versionsOfPins())).toEqual([]);
});

test("the worked example of CONTRIBUTING.md pins the image that it names", () => {
  const guide = readFileSync(join(__dirname, "../../CONTRIBUTING.md"), "utf8");
  const [, repository, tag, digest] = /^nginx: image\("(.+)", "(.+)", "(.+)"\),$/m.exec(guide) ?? [];
  const [, block = ""] = /```yaml test\/contracts\/pins\.yaml\n([\s\S]*?)```/.exec(guide) ?? [];
  expect(breachesOfPins([`${repository}:${tag}@${digest}`], readPins(block), ours)).toEqual([]);
});

describe("Renovate", () => {
  const list = readFileSync(join(__dirname, "../../charts/images.ts"), "utf8");
  const managersOf = (file: string) =>
    renovate.customManagers.filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    );

  /** The file as Renovate leaves it: it reads its place by one expression and writes the template there. */
  function updated(file: string, text: string, repository: string, values: Readonly<Record<string, string>>): string {
    return managersOf(file).reduce((before, { matchStrings, autoReplaceStringTemplate }) => {
      const [match = ""] = matchStrings;
      return before.replace(new RegExp(match, "g"), (found: string, ...groups: unknown[]) => {
        const named = groups.at(-1) as Record<string, string>;
        if (named.depName !== repository) return found;
        return autoReplaceStringTemplate.replace(/\{\{\{(\w+)\}\}\}/g, (_, name: string) => ({ ...named, ...values })[name] ?? "");
      });
    }, text);
  }

  test.each([
    ["a new tag", "docker.io/library/caddy", { newValue: "2.12.0-alpine", newDigest: two, newDigestShort: "2222222" }],
    ["a rebuild of the same tag", "docker.io/library/caddy", { newValue: "2.11.4-alpine", newDigest: two, newDigestShort: "2222222" }],
    ["the first digest", "docker.io/library/monica", { newValue: "5.0.0-beta.5-apache", newDigest: two, newDigestShort: "2222222" }],
  ])("changes list and pin together: %s", (_, repository, values) => {
    const [inList, inPins] = [
      updated("charts/images.ts", list, repository, values),
      updated("test/contracts/pins.yaml", pinsText, repository, values),
    ];
    expect(inList).toContain(`image("${repository}", "${values.newValue}", "${two}")`);
    const after = readPins(inPins);
    expect(breachesOfPins([`${repository}:${values.newValue}@${two}`], after, ours)).toEqual([]);
    expect(after).toHaveLength(pins.length);
    expect(changedWithoutSource([after, pins])).toEqual([]);
  });

  test("leaves the tag of a branch alone", () => {
    const values = { newValue: "main", newDigest: two, newDigestShort: "2222222" };
    expect(updated("test/contracts/pins.yaml", pinsText, "docker.io/opensign/opensign", values)).toBe(pinsText);
  });
});
