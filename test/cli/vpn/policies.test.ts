import { describe, expect, test } from "@jest/globals";
import { yamlOf } from "../../../charts/kit/manifest";
import { policiesWithDevices } from "../../../cli/vpn/policies";
import { shippedConfig } from "../../support/config";
import { type DistObject, distObjects, stackOf } from "../../support/stack";

const { wireguard } = shippedConfig;
const device = {
  name: "anna-phone",
  role: "user",
  address: "10.77.0.11",
  publicKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU=",
} as const;

const nameOf = ({ object: { kind, metadata } }: DistObject) => `${kind} ${metadata.namespace}/${metadata.name}`;

describe("the policies that list the devices", () => {
  test.each([1, 2, 3] as const)("are all that one device more changes in dist, in phase %d", (phase) => {
    const stack = stackOf({ phase, wireguard: { ...wireguard, peers: [...wireguard.peers, device] } });
    const before = new Map(distObjects(stackOf({ phase })).map((each) => [nameOf(each), JSON.stringify(each.object)]));
    const after = distObjects(stack);
    const changed = after.filter((each) => before.get(nameOf(each)) !== JSON.stringify(each.object)).map(({ object }) => object);
    const dist = new Map(after.map(({ path }) => [path, yamlOf(after.filter((each) => each.path === path).map(({ object }) => object))]));
    expect(changed.length).toBeGreaterThan(0);
    expect(policiesWithDevices(stack, dist)).toEqual(changed);
  });
});
