import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Origin } from "../../charts/model/access/credential";
import { ownLifetime } from "../../charts/model/time/certificate-lifetime";
import { didYouMean } from "../../charts/values/nearest";
import { withCluster } from "../cluster/options";
import { openProject } from "../project";
import { refuseStaleDist } from "../refuse-stale-dist";
import { type Authority, endsSoon, expiryOf } from "../secrets/authority";
import { type CarriedOut, carryOut, type Delivery } from "../secrets/carry-out";
import { type CertificateEnd, certificateEnds, followsAuthority } from "../secrets/certificates";
import { complete } from "../secrets/complete";
import { deliverChange } from "../secrets/deliver-change";
import { nothingGiven } from "../secrets/given-file";
import { openFilledStore } from "../secrets/open-filled-store";
import { terminal } from "../terminal";

/** `mk360 secrets renew`: new certificates for those that end soon. */
export function secretsRenewCommand(): Command {
  return withCluster(new Command("renew"))
    .description(`new certificates for those that end within ${ownLifetime.warning.seconds / 86400} days, or for those that you name`)
    .argument("[names...]", "credentials with a certificate; default: those that end soon")
    .option("--all", "every certificate")
    .option("--apply", "bring them into the cluster at once")
    .option("--json", "what was changed, as data")
    .addHelpText("after", "\nExamples:\n  mk360 secrets renew\n  mk360 secrets renew postgres-tls --apply")
    .action(async (names: readonly string[], { all, json, ...delivery }: Delivery & { all?: boolean; json?: boolean }) => {
      if (json) terminal.dataOnly();
      const project = await openProject();
      const declared = secretsDocument(project.stack).credentials;
      refuseStaleDist(project);
      const { store, authority } = await openFilledStore();
      const ends = certificateEnds(store, declared);
      refuseUnknown(names, ends);
      const now = new Date();
      const next = await lasting(authority, now);
      const chosen = new Set(
        ends
          .filter(({ name, certificate }) => all || names.includes(name) || (names.length === 0 && endsSoon(certificate, now)))
          .map(({ name }) => name),
      );
      const replaces = (_key: string, origin: Origin) => origin.kind === "certificate";
      const concerned = declared.filter(
        ({ name, keys }) => chosen.has(name) || (next !== authority && Object.values(keys).some(({ kind }) => kind === "ca")),
      );
      if (concerned.length === 0) {
        terminal.print(
          `Nothing to renew. ${ends[0] ? `The next to end is ${ends[0].name}, on ${day(ends[0].ends)}.` : "There is no certificate."}`,
        );
        // A run that was cut off between the repository and the cluster is brought to its end.
        const followers = declared.filter(followsAuthority).map(({ name }) => name);
        if (delivery.apply) await deliverChange(project, store, followers, delivery);
        if (json) terminal.printJson({ version: 1, changed: {}, files: 0, applied: delivery.apply === true } satisfies CarriedOut);
        return;
      }
      const completion = await complete(store, concerned, { authority: next, now, given: nothingGiven, replaces });
      const carriedOut = await carryOut(project, store, completion, next, delivery);
      if (json) terminal.printJson(carriedOut);
    });
}

/** The authority must outlive what it signs now; its key stays, and with it everything that it has signed. */
async function lasting(authority: Authority, now: Date): Promise<Authority> {
  const needed = now.getTime() + (ownLifetime.leaf.seconds + ownLifetime.warning.seconds) * 1000;
  return expiryOf(authority.pair.certificate).getTime() < needed ? authority.renewed(now) : authority;
}

function refuseUnknown(names: readonly string[], ends: readonly CertificateEnd[]): void {
  const known = ends.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Refusal(
    "mk360 secrets renew",
    unknown.map((name) => ({
      where: "NAME",
      value: name,
      allowed: known.join(", "),
      fix: didYouMean(name, known) ?? "take one of these",
    })),
  );
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
