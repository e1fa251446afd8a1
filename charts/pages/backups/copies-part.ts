import { type BackupCopy, backupCopies, isOutOfReach } from "../../facts/backup-copies";
import type { Stack } from "../../model/stack";
import { table } from "../markdown";

/** Who can delete which copy, and what is left when a machine is taken over. */
export function copiesPart(stack: Stack): string {
  const copies = backupCopies(stack);
  return [
    "## Who can delete which copy",
    table(
      ["copy", "where", "kept", "nobody can delete it for", "then, or at once"],
      copies.map(({ what, where, kept, locked, removedBy }) => [
        what,
        where,
        `${kept}`,
        locked ? `${locked}, where DSM offers it` : "-",
        removedBy.map(({ who, how }) => `${who}: ${how}`).join("\n"),
      ]),
    ),
    verdict(copies.filter(isOutOfReach)),
  ].join("\n\n");
}

function verdict(left: readonly BackupCopy[]): string {
  if (left.length === 0) return "**Whoever takes over one of the two machines can delete every copy.**";
  const names = left.map(({ what, where, locked }) => `${what} (${where}${locked ? `, the last ${locked}` : ""})`);
  return `Whoever takes over both machines, with every Secret of the cluster, leaves this whole: ${names.join("; ")}. DSM makes it only where \`generated/docs/synology.md\` was followed, and nothing here can see that: look into Snapshot Replication once a month.`;
}
