import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { NetworkDocument } from "../../charts/facts/network";
import type { KubeObject } from "../../charts/kit/manifest";
import { type World, worldOf } from "../../scan/network/world";
import { shippedConfig } from "../support/stack";

/** What a program really wrote, as it stands in recorded/. */
export const recorded = (name: string): string => readFileSync(join(__dirname, "recorded", name), "utf8");

export const smallObjects = (loadAll(recorded("small.yaml")) as KubeObject[]).map((object) => ({ path: "small.yaml", object }));

/** Two services and what may call them. */
export const smallWorld: World = worldOf(smallObjects, shippedConfig, JSON.parse(recorded("small-network.json")) as NetworkDocument);

/** The same with few places, so that a recorded answer of an oracle stays short. */
export const tinyWorld: World = {
  ...smallWorld,
  pods: smallWorld.pods.filter(({ name }) => ["shop/web", "shop/db", "shop/stranger", "kube-system/kube-dns"].includes(name)),
  addresses: ["1.1.1.1", "192.168.178.1"],
  ports: ["5432/TCP", "8080/TCP", "8080/UDP", "443/TCP", "53/UDP"],
};
