import { describe, expect, test } from "@jest/globals";
import { edgesOf } from "../../charts/model/network/edge";
import { addresses, ends, expected, extraPorts } from "../support/network-world";
import { connectionsOf, type Place, type PolicySpec, placesOf, policiesOf, type Rule, selects } from "../support/reachability";
import { whole } from "../support/stack";

describe("the comparison notices", () => {
  const { objects, stack } = whole;
  const places = placesOf(objects, addresses);
  const policies = policiesOf(objects);
  const wanted = new Map(ends.map((asked) => [asked, expected(edgesOf(stack), asked)]));
  /** Where only one place can have changed, the others need not be asked. */
  const isNoticed = (changed: typeof policies, about?: Place) =>
    ends.some((asked) => {
      const lines = (wanted.get(asked) ?? []).filter(
        (line) => !about || line.startsWith(`${about.name} `) || line.includes(` ${about.name} `),
      );
      return [...connectionsOf(changed, places, extraPorts, asked, about)].sort().join("\n") !== lines.join("\n");
    });
  const withSpec = (index: number, spec: PolicySpec) => policies.map((policy, at) => (at === index ? { ...policy, spec } : policy));

  test("nothing where nothing was changed", () => {
    expect(isNoticed(policies)).toBe(false);
    expect(places.filter((place) => isNoticed(policies, place))).toEqual([]);
  });

  test("the missing port of every rule", () => {
    const unnoticed = policies.flatMap((policy, index) => {
      const { name, spec } = policy;
      const about = places.find((place) => selects(policy, place));
      return (["ingress", "egress"] as const).flatMap((direction) =>
        (spec[direction] ?? []).flatMap((rule, at) =>
          (rule.ports ?? []).flatMap((port, portAt) => {
            const ports = (rule.ports ?? []).filter((_, position) => position !== portAt);
            const changed = (spec[direction] ?? []).flatMap((one, position): Rule[] => {
              if (position !== at) return [one];
              return ports.length > 0 ? [{ ...one, ports }] : [];
            });
            const isSeen = isNoticed(withSpec(index, { ...spec, [direction]: changed }), about);
            return isSeen ? [] : [`${name} ${at} ${port.port}/${port.protocol}`];
          }),
        ),
      );
    });
    expect(unnoticed).toEqual([]);
    expect(policies.length).toBeGreaterThan(50);
  });

  test("the missing default of every namespace", () => {
    const defaults = policies.filter(({ name }) => name === "default-deny");
    const unnoticed = defaults.filter((one) => !isNoticed(policies.filter((policy) => policy !== one)));
    expect(unnoticed.map(({ namespace }) => namespace)).toEqual([]);
    expect(defaults.length).toBeGreaterThan(5);
  });

  test("a rule without ports, and a rule without peers", () => {
    const index = policies.findIndex(({ name }) => name === "postgres-ingress");
    const spec = policies[index]?.spec as PolicySpec;
    const [first, ...rest] = spec.ingress ?? [];
    expect(isNoticed(withSpec(index, { ...spec, ingress: [{ from: first?.from ?? [] }, ...rest] }))).toBe(true);
    expect(isNoticed(withSpec(index, { ...spec, ingress: [{ ports: first?.ports ?? [] }, ...rest] }))).toBe(true);
  });

  test("a peer whose namespace is left out", () => {
    const index = policies.findIndex(({ name }) => name === "postgres-ingress");
    const spec = policies[index]?.spec as PolicySpec;
    const loose = (spec.ingress ?? []).map((rule) => ({
      ...rule,
      from: (rule.from ?? []).map(({ podSelector }) => (podSelector ? { podSelector } : {})),
    }));
    expect(isNoticed(withSpec(index, { ...spec, ingress: loose }))).toBe(true);
  });

  test("an exception that is left out of the internet", () => {
    const index = policies.findIndex(({ name }) => name === "n8n-egress");
    const spec = policies[index]?.spec as PolicySpec;
    const wide = (spec.egress ?? []).map((rule) => ({
      ...rule,
      to: (rule.to ?? []).map((peer) => (peer.ipBlock ? { ipBlock: { cidr: peer.ipBlock.cidr } } : peer)),
    }));
    expect(isNoticed(withSpec(index, { ...spec, egress: wide }))).toBe(true);
  });
});
