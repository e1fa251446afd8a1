import { holds } from "../cluster/objects";
import { secondsBetween, spanOf } from "../text/age";
import type { Clocks, Facts } from "./facts";
import { type Finding, ok, unknown, warning, wrong } from "./finding";

/** Seconds that nothing here minds: one-time passwords, tokens and schedules forgive more. */
const forgiven = 5;
/** Seconds from which logins with one-time passwords fail. */
const grave = 60;
/** A kubelet renews its lease every ten seconds, and a ready node's is at most four such old. */
const leaseSeconds = 40;

const mend = "timedatectl set-ntp true, then timedatectl timesync-status";

/**
 * This machine's clock against the server's, and each node's against the server's: a lease bears the time of the node
 * that wrote it.
 */
export function clockFindings({ clocks, nodes, leases }: Pick<Facts, "clocks" | "nodes" | "leases">): Finding[] {
  const { server } = clocks;
  if (!server || Number.isNaN(server.getTime()))
    return [unknown("clock", "the API server does not say its time", "compare date on the machines")];
  const own = ownFinding(clocks, server);
  return [
    own,
    ...nodes.map((node) => {
      const name = `clock of ${node.metadata.name}`;
      const renewed = leases.find(({ metadata }) => metadata.name === node.metadata.name)?.spec.renewTime;
      if (!renewed || !holds("Ready", node.status.conditions))
        return unknown(
          name,
          renewed ? "the node is not ready, so its lease says nothing" : "the node has no lease",
          `date, on ${node.metadata.name}`,
        );
      return leaseFinding(name, secondsBetween(server, renewed), node.metadata.name);
    }),
  ];
}

/** The header has whole seconds, and the server wrote it somewhere between the question and the answer. */
function ownFinding({ asked, answered }: Clocks, server: Date): Finding {
  const name = "clock of this machine";
  const behind = secondsBetween(answered, server);
  const ahead = secondsBetween(new Date(server.getTime() + 999), asked);
  const off = Math.max(behind, ahead, 0);
  const found = off === 0 ? "as the server's" : `${spanOf(off)} ${behind > 0 ? "behind" : "ahead of"} the server's`;
  return judged(name, off, found, `${mend}, here or on the server, whichever is wrong`);
}

function leaseFinding(name: string, ahead: number, node: string): Finding {
  const off = ahead > 0 ? ahead : Math.max(0, -ahead - leaseSeconds);
  const found = ahead > 0 ? `${spanOf(ahead)} ahead of the server's` : `${spanOf(-ahead)} behind the server's`;
  return judged(name, off, off <= forgiven ? "as the server's" : found, `${mend}, on ${node}`);
}

function judged(name: string, off: number, found: string, fix: string): Finding {
  if (off <= forgiven) return ok(name, found);
  return off <= grave ? warning(name, found, fix) : wrong(name, found, fix);
}
