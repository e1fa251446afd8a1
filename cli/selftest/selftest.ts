import type { KubeObject } from "../../charts/kit/manifest";
import type { Check } from "./check";
import { imageCheck } from "./images";
import { jobChecks } from "./jobs";
import type { Live } from "./live";
import type { MachineSettings } from "./machines";
import { podSecurityCheck } from "./namespaces";
import { nodeChecks } from "./nodes";
import { objectChecks } from "./objects";
import { podChecks } from "./pods";
import { policyCheck } from "./policies";
import { securityCheck } from "./security";
import { volumeCheck } from "./volumes";

/** All checks that only look: the machines, what was applied, what runs of it, and what keeps others out. */
export function selftest(applied: readonly KubeObject[], machines: readonly MachineSettings[], live: Live): Check[] {
  return [
    ...nodeChecks(machines, live),
    ...objectChecks(applied, live),
    ...podChecks(applied, live),
    imageCheck(applied, live),
    volumeCheck(applied, live),
    securityCheck(applied, live),
    podSecurityCheck(applied, live),
    policyCheck(applied, live),
    ...jobChecks(applied, live),
  ];
}
