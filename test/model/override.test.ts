import { describe, expect, test } from "@jest/globals";
import { refusalOf } from "../support/refusals";
import { stackOf } from "../support/stack";

const digest = `@sha256:${"1".repeat(64)}`;
const withImage = (key: string, reference: string) =>
  stackOf({ phase: 3, images: { registry: "ghcr.io/mk360", overrides: { [key]: `${reference}${digest}` } } });

describe("another image behind a volume", () => {
  test.each([
    ["another program", "postgres", "docker.io/library/mysql:8.4"],
    ["another major", "postgres", "docker.io/library/postgres:17.2-bookworm"],
    ["another base", "postgres", "docker.io/library/postgres:16.9-alpine"],
    ["a base that is not said", "postgres", "docker.io/library/postgres:16.9"],
    ["a later release of the base", "postgres", "docker.io/library/postgres:16.15-trixie"],
    ["a major that the old machine cannot run", "mongo-4-4", "docker.io/library/mongo:8.0.1"],
    ["a major before version 5, of two numbers", "mongo-4-4", "docker.io/library/mongo:4.2.24"],
    ["another registry", "n8n", "docker.io/n8nio/n8n:2.41.6"],
    ["a second number behind a zero", "adguard", "docker.io/adguard/adguardhome:v0.200.0"],
    ["a version in place of a branch", "opensign-server", "docker.io/opensign/opensignserver:v2.0.0"],
  ])("%s is refused: %s %s", (_, key, reference) => {
    const message = refusalOf(() => withImage(key, reference));
    expect(message).toContain(`config.yaml: images.overrides.${key} is "${reference}${digest.slice(0, 1)}`);
    expect(message).toMatch(/has a volume that was written by .+\. Fix: write .+@sha256:… with the digest of that tag/);
  });

  test.each([
    ["postgres", "docker.io/library/postgres:16.9-bookworm"],
    ["monica", "docker.io/library/monica:5.0.1-apache"],
    ["mongo-4-4", "docker.io/library/mongo:4.4.29"],
    ["unifi", "lscr.io/linuxserver/unifi-network-application:10.7.1-ls150"],
    ["redis", "docker.io/library/redis:7.4.9-alpine3.20"],
    ["opensign-server", "docker.io/opensign/opensignserver:main"],
  ])("the same program, major and base pass: %s %s", (key, reference) => {
    expect(withImage(key, reference).config.images.overrides[key]).toBe(`${reference}${digest}`);
  });

  test("without a volume another program is the owner's own choice", () => {
    expect(() => withImage("tika", "registry.example.org/mirror/tika:4.0.0")).not.toThrow();
  });
});
