import { databasesOf, volumesOf } from "../../charts/facts/data-sets";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import { ageOf, spanOf } from "../text/age";
import { hanging } from "../text/hanging";
import { sizeWords } from "../text/size";
import type { Snapshot } from "./snapshot";

/** Bytes a second that a house's line of 40 Mbit/s sends up: all of it must come from the NAS. */
const uplink = 5_000_000;

/** Every backup that there is, the newest last. */
export function showSnapshots(snapshots: readonly Snapshot[], timeZone: string): string {
  const rows = snapshots.map(({ id, at, beforeRestore, files, size }) => [
    id.slice(0, 8),
    shownIn(at, timeZone),
    sizeWords(size),
    `${files} files`,
    beforeRestore ? "stored by a restore, of what it replaced" : "",
  ]);
  return `Backups (${timeZone}):\n${hanging(rows)}\n`;
}

/** What would happen to what. */
export function showPlan(stack: Stack, service: Service, snapshot: Snapshot, now = new Date()): string {
  const { at, id, size, files } = snapshot;
  const volumes = volumesOf(stack).filter(({ service: { name }, volume }) => name === service.name && volume.backup.kind === "daily");
  const databases = databasesOf(stack).filter(({ owner }) => owner.name === service.name);
  const rows = [
    ...databases.map(({ name, provider }) => [`database ${name}`, `in ${provider}, replaced as a whole`]),
    ...volumes.map(({ name }) => [`volume ${name}`, "becomes as the backup has it; caches and indexes are made again"]),
  ];
  const longest = spanOf(size.bytes / uplink + 120);
  return [
    `${service.name}: backup ${id.slice(0, 8)} of ${shownIn(at, stack.config.timeZone)}, ${ageOf(at, now)} old, ${sizeWords(size)} in ${files} files`,
    hanging(rows),
    `The service stands still meanwhile: for a minute or two, and up to ${longest} where all of it must come over a line of 40 Mbit/s.`,
  ].join("\n");
}

function shownIn(moment: Date, timeZone: string): string {
  return moment.toLocaleString("sv-SE", { timeZone }).slice(0, 16);
}
