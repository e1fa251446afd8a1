import type { Ends, PolicySpec, Rule } from "../../test/support/reachability";
import type { Policy } from "./policy";
import type { PortAndProtocol, World } from "./world";

/** The policies with one mistake in a copy, as a person could make it. */
export interface Broken {
  readonly what: string;
  readonly policies: readonly Policy[];
  /** Whose policies are asked: the other end may hide the mistake. */
  readonly ends: Ends;
  /** The ports under which the mistake shows. */
  readonly ports: readonly PortAndProtocol[];
  /** Whether a connection has an end at the pods whose policy was broken. */
  concerns(connection: string): boolean;
}

type Direction = "ingress" | "egress";

/** One of each kind of mistake, each in the policy that has the most to lose. */
export function brokenPolicies(world: World): Broken[] {
  const wide = (rule: Rule) => (rule.from ?? rule.to ?? []).some(({ ipBlock }) => ipBlock?.except);
  return [
    inRule(world, "an ingress rule lets everybody in", "ingress", ({ from: _, ...rule }) => rule),
    inRule(world, "an egress rule is gone", "egress", () => undefined),
    inRule(world, "a rule names another port", "ingress", (rule) =>
      withPorts(rule, ({ port = 0, ...rest }) => ({ ...rest, port: port + 1 })),
    ),
    inRule(world, "a rule names another protocol", "egress", (rule) => withPorts(rule, (port) => ({ ...port, protocol: "UDP" }))),
    inRule(world, "a rule names no port", "ingress", ({ ports: _, ...rule }) => rule),
    inRule(world, "the internet has no exceptions", "egress", withoutExceptions, wide),
    withoutDefault(world),
  ];
}

function withPorts(rule: Rule, change: (port: NonNullable<Rule["ports"]>[number]) => NonNullable<Rule["ports"]>[number]): Rule {
  return { ...rule, ports: (rule.ports ?? []).map(change) };
}

function withoutExceptions({ to = [], ...rule }: Rule): Rule {
  return { ...rule, to: to.map((peer) => (peer.ipBlock ? { ...peer, ipBlock: { cidr: peer.ipBlock.cidr } } : peer)) };
}

/** Changes the first fitting rule of the policy that has most of them; `undefined` takes it out. */
function inRule(
  { policies }: World,
  what: string,
  direction: Direction,
  change: (rule: Rule) => Rule | undefined,
  fits: (rule: Rule) => boolean = (rule) => rule.ports?.every(({ protocol }) => protocol === "TCP") ?? false,
): Broken {
  const count = ({ spec }: Policy) => (spec[direction] ?? []).filter(fits).length;
  const victim = [...policies].sort((a, b) => count(b) - count(a))[0];
  const rule = victim?.spec[direction]?.find(fits);
  if (!victim || !rule) throw new Error(`no policy has a rule for: ${what}`);
  const changed = change(rule);
  const rules = (victim.spec[direction] ?? []).flatMap((one) => (one === rule ? (changed ?? []) : one));
  const spec: PolicySpec = { ...victim.spec, [direction]: rules };
  const name = victim.spec.podSelector.matchLabels?.["app.kubernetes.io/name"];
  const end = `${victim.namespace}/${name}`;
  return {
    what: `${what} (${victim.namespace}/${victim.name})`,
    policies: policies.map((policy) => (policy === victim ? { ...policy, spec } : policy)),
    ends: direction === "ingress" ? "to" : "from",
    ports: [...new Set([...portsOf(rule), ...portsOf(changed ?? {}), ...(changed && !changed.ports ? (["1/TCP"] as const) : [])])],
    concerns: (connection) => (direction === "ingress" ? connection.includes(`→ ${end} `) : connection.startsWith(`${end} `)),
  };
}

function portsOf({ ports = [] }: Rule): PortAndProtocol[] {
  return ports.map(({ port, protocol = "TCP" }) => `${port}/${protocol}` as PortAndProtocol);
}

/** The namespace loses the policy that closes it for pods that no other policy names. */
function withoutDefault({ policies }: World): Broken {
  const victim = policies.find(({ spec }) => Object.keys(spec.podSelector).length === 0);
  if (!victim) throw new Error("no namespace has a default");
  return {
    what: `a namespace has no default (${victim.namespace})`,
    policies: policies.filter((policy) => policy !== victim),
    ends: "both",
    ports: ["1/TCP"],
    concerns: (connection) => connection.includes(`${victim.namespace}/stranger`),
  };
}
