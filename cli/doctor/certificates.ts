import type { Stack } from "../../charts/model/stack";
import { byText } from "../../charts/values/order";
import { judgedCertificates } from "../cluster/certificates";
import type { Facts } from "./facts";
import { type Finding, ok } from "./finding";

/** Every certificate that the cluster has is whole and lasts; one that is missing is among the secrets. */
export function certificateFindings(stack: Stack, facts: Pick<Facts, "secrets" | "certificates" | "clocks">): Finding[] {
  const judged = judgedCertificates(stack, { ...facts, at: facts.clocks.answered });
  const [first] = judged.flatMap(({ name, ends }) => (ends ? [{ name, ends }] : [])).sort((a, b) => byText(a.ends, b.ends));
  const faulty = judged.flatMap(({ name, key, verdict, fault }) =>
    fault ? [{ name: `certificate ${name}`, verdict, found: `${key}: ${fault.found}`, fix: fault.fix }] : [],
  );
  if (faulty.length > 0 || !first) return faulty;
  return [ok("certificates", `all ${judged.length} are valid; the first to end is ${first.name}, on ${first.ends.slice(0, 10)}`)];
}
