import type { Ends } from "../../test/support/reachability";
import type { JudgeName, Objection, Ruling } from "../objection";
import { type Broken, brokenPolicies } from "./broken";
import { declaredConnections } from "./declared";
import type { PortAndProtocol, World } from "./world";

/** A program of others that reads policies and says what they let through. */
export interface Oracle {
  readonly name: JudgeName;
  /** Every connection that it allows: between pods, and between a pod and an address, as `from → to port/protocol`. */
  allowed(world: World, asked: readonly Ends[], ports: readonly PortAndProtocol[]): Promise<ReadonlyMap<Ends, ReadonlySet<string>>>;
}

/** In each of these senses the two must agree; one end alone shows a loose rule that the other end hides. */
const senses: Readonly<Record<Ends, string>> = {
  both: "the policies together",
  from: "the sender's policies",
  to: "the receiver's policies",
};

/** Asks an oracle about every pair under every port, and whether it notices policies that are broken on purpose. */
export async function compared(oracle: Oracle, world: World): Promise<Ruling> {
  const asked = Object.keys(senses) as Ends[];
  const answers = await oracle.allowed(world, asked, world.ports);
  const differences = asked.flatMap((ends) =>
    differencesOf(oracle.name, answers.get(ends) ?? new Set(), declaredConnections(world, ends), ends),
  );
  const broken = brokenPolicies(world);
  const unnoticed: Objection[] = [];
  for (const one of broken)
    if (!(await isNoticed(oracle, world, one))) unnoticed.push(objection(oracle.name, "unnoticed", one.what, unsaid));
  return {
    judged: `${questions(world)} questions, ${broken.length} broken policies`,
    objections: [...differences, ...unnoticed, ...world.onHost.map((pod) => objection(oracle.name, "host-network", pod, onHost))],
  };
}

const unsaid = "this was broken on purpose in a copy, and the comparison found no difference";
const onHost = "it shares the machine's network, where no policy holds; the oracle cannot judge it";

/** Ordered pairs that a policy of ours could close, under each port. */
function questions({ pods, addresses, ports }: World): number {
  const pairs = pods.length * (pods.length - 1) + 2 * pods.length * addresses.length;
  return pairs * ports.length;
}

function differencesOf(judge: JudgeName, allowed: ReadonlySet<string>, declared: ReadonlySet<string>, ends: Ends): Objection[] {
  const by = senses[ends];
  return [
    ...[...allowed]
      .filter((one) => !declared.has(one))
      .map((one) => objection(judge, "allowed", one, `${by} let it through, and network.json does not name it`)),
    ...[...declared]
      .filter((one) => !allowed.has(one))
      .map((one) => objection(judge, "refused", one, `network.json names it, and ${by} do not let it through`)),
  ];
}

/** A difference counts only where it has to do with the pods of the broken policy. */
async function isNoticed(oracle: Oracle, world: World, { policies, ends, ports, concerns }: Broken): Promise<boolean> {
  const answers = await oracle.allowed({ ...world, policies }, [ends], ports);
  const declared = [...declaredConnections(world, ends)].filter((one) => ports.some((port) => one.endsWith(` ${port}`)));
  const differences = differencesOf(oracle.name, answers.get(ends) ?? new Set(), new Set(declared), ends);
  return differences.some(({ object }) => concerns(object));
}

function objection(judge: JudgeName, rule: string, object: string, message: string): Objection {
  return { judge, rule, object, message };
}
