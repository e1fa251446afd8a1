import { expect, test } from "@jest/globals";
import { failedAfter } from "./made";

const name = "no network policy is missing, changed or beside those of dist";

test("names a policy that is missing", () => {
  const failed = failedAfter((world) => world.objects.delete("NetworkPolicy storage/default-deny"));
  expect(failed[name]).toEqual([{ object: "NetworkPolicy storage/default-deny", found: "is missing" }]);
});

test("names a policy that lost one of its exceptions", () => {
  const failed = failedAfter((world) => {
    const [policy] = [...world.objects.values()].filter(
      ({ kind, spec }) => kind === "NetworkPolicy" && JSON.stringify(spec).includes('"except"'),
    );
    const peers = [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])].flatMap(({ from = [], to = [] }) => [...from, ...to]);
    const { ipBlock } = peers.find((peer) => peer.ipBlock?.except);
    ipBlock.except.pop();
  });
  expect(failed[name]).toEqual([
    { object: expect.any(String), found: expect.stringMatching(/\.ipBlock\.except( is not there| has \d+ entries)/) },
  ]);
});

test("names a policy with another port", () => {
  const failed = failedAfter((world) => {
    world.object("NetworkPolicy public/n8n-egress").spec.egress[0].ports[0].port = 1;
  });
  expect(failed[name]).toEqual([
    {
      object: "NetworkPolicy public/n8n-egress",
      found: expect.stringMatching(/^is changed: spec\.egress\[0\]\.ports\[0\]\.port is 1, dist says \d+$/),
    },
  ]);
});

test("an empty selector beside a peer opens it to every namespace, and is no default", () => {
  const failed = failedAfter((world) => {
    const policy = world.object("NetworkPolicy public/n8n-egress");
    delete policy.spec.egress[0].to[0].namespaceSelector;
    policy.spec.egress[0].to[0].namespaceSelector = {};
  });
  expect(failed[name]?.map(({ object }) => object)).toEqual(["NetworkPolicy public/n8n-egress"]);
});

test("what opens a policy that denies all is named, though dist has no such field", () => {
  const failed = failedAfter((world) => {
    world.object("NetworkPolicy storage/default-deny").spec.egress = [{}];
  });
  expect(failed[name]).toEqual([
    { object: "NetworkPolicy storage/default-deny", found: "is changed: spec.egress is [{}], of which dist says nothing" },
  ]);
});

test("names a policy of somebody else in our namespaces, and none in others", () => {
  const failed = failedAfter((world) => {
    for (const namespace of ["storage", "kube-system"])
      world.others.push({
        kind: "NetworkPolicy",
        object: { metadata: { name: "open", namespace }, spec: { podSelector: {}, ingress: [{}] } },
      });
  });
  expect(failed).toEqual({
    [name]: [{ object: "NetworkPolicy storage/open", found: expect.stringMatching(/^is none of dist: what it allows is allowed/) }],
  });
});
