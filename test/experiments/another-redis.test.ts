import { expect, jest, test } from "@jest/globals";
import type * as Images from "../../charts/images";
import type { UnnamedImage } from "../../charts/model/program/image";
import type { Tree } from "../../charts/output/publish";
import { differences } from "../support/difference";

/** The alternative to Redis that the list of pins names. */
const valkey: UnnamedImage = {
  repository: "docker.io/valkey/valkey",
  tag: "8.1.10-alpine",
  digest: "sha256:081c2f5cb575efc901aa80ff9cdbd1ec6a301682fd35e1ebb4b0990a4a4a8507",
};

/** What synth writes, with our images or with one of them replaced, each time from the whole model read anew. */
function distWith(redis?: UnnamedImage): Tree {
  let dist: Tree = new Map();
  jest.isolateModules(() => {
    const ours = jest.requireActual<typeof Images>("../../charts/images");
    jest.doMock("../../charts/images", () => ({
      images: redis ? { ...ours.images, redis: { ...redis, key: "redis", architectures: ours.images.redis.architectures } } : ours.images,
    }));
    const { outputsOf } = require("../../charts/output/outputs") as typeof import("../../charts/output/outputs");
    const { stackOf } = require("../support/stack") as typeof import("../support/stack");
    dist = outputsOf(stackOf({ phase: 3 }), { state: [], released: [] }).dist;
  });
  return dist;
}

const [redis, other] = [distWith(), distWith(valkey)];

test("another Redis is one line in the list of images: each use of it changes, and nothing but the image does", () => {
  const reference = `image: ${valkey.repository}:${valkey.tag}@${valkey.digest}`;
  const all = [...differences(redis, other).values()];
  const unlike = all.flatMap(({ removed, added }) => [
    ...removed.filter((line) => !/^ +image: docker\.io\/library\/redis:/.test(line)),
    ...added.filter((line) => line.trim() !== reference),
  ]);
  expect(unlike).toEqual([]);
  expect([...other.values()].join("\n")).not.toContain("docker.io/library/redis");
});

test("it is what both sides run, what its users are made with, and what its clients wait with", () => {
  expect([...differences(redis, other).keys()].sort()).toEqual([
    "10-storage/redis-business.yaml",
    "10-storage/redis-private.yaml",
    "20-apps/paperless-business.yaml",
    "20-apps/paperless-private.yaml",
  ]);
});
