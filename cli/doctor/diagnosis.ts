import type { Stack } from "../../charts/model/stack";
import type { VisibleCredential } from "../committed/visible";
import { addressFindings } from "./addresses";
import { certificateFindings } from "./certificates";
import { clockFindings } from "./clock";
import { dnsFindings } from "./dns";
import type { Facts } from "./facts";
import { type Finding, wrong } from "./finding";
import { k3sOptionFindings } from "./k3s-options";
import { metricsFindings } from "./metrics";
import { nodeFindings } from "./nodes";
import { openaiFindings } from "./openai";
import { policyFindings } from "./policy-controller";
import { roomFindings } from "./room";
import { secretFindings } from "./secrets";
import { storageFindings } from "./storage";
import { versionFindings } from "./version";

/** What secrets/ has for the cluster, as far as it can be seen without opening it. */
export interface SecretsFolder {
  readonly visible: ReadonlyMap<string, VisibleCredential>;
  /** What of it others can read, and the next step. */
  readonly exposed: readonly { readonly what: string; readonly fix: string }[];
}

/** All that the stack needs of a cluster, in the order in which it is set up. */
export function diagnose(stack: Stack, facts: Facts, { visible, exposed }: SecretsFolder): Finding[] {
  return [
    ...versionFindings(facts),
    ...nodeFindings(facts, stack.machines),
    ...roomFindings(facts, stack),
    ...addressFindings(facts, stack.config),
    ...clockFindings(facts),
    ...k3sOptionFindings(facts),
    ...policyFindings(facts),
    ...dnsFindings(facts, stack.config),
    ...metricsFindings(stack, facts),
    ...storageFindings(facts, stack.storages),
    ...openaiFindings(stack, facts.clocks.answered),
    ...secretFindings(stack, facts, visible),
    ...exposed.map(({ what, fix }) => wrong("secrets/ of the repository", what, fix)),
    ...certificateFindings(stack, facts),
  ];
}
