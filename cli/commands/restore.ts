import { Command, Option } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { databasesOf } from "../../charts/facts/data-sets";
import type { Service } from "../../charts/model/service";
import type { Stack } from "../../charts/model/stack";
import { type Restore, restoresOf } from "../../charts/services/backup/restore";
import type { ClusterOptions } from "../cluster/cluster";
import { refuseWithoutKubectl } from "../cluster/kubectl";
import { withCluster } from "../cluster/options";
import { openOurs } from "../cluster/ours";
import { unknownName } from "../find-workload";
import { openProject } from "../project";
import { LiveService } from "../restore/live";
import { momentOf } from "../restore/moment";
import { showPlan, showSnapshots } from "../restore/show";
import { chosen, foundIn, refuseWithoutRoom } from "../restore/snapshot";
import { terminal } from "../terminal";
import { spanOf } from "../text/age";

const help = `
Without --to live it only looks: which backups there are, which one it would take, and what it would replace.
With it the service and its jobs stand still, what is there now is stored beside the daily backups, the backup
takes its place, and the service starts again. A database of PostgreSQL is put back in one transaction. What no backup takes,
such as caches and indexes, the service makes again. Cut off, the same command goes on where it was; --undo
takes a restore back, and stores nothing itself.
Exit codes: 0 shown or restored, 1 refused or failed, 130 interrupted.

Examples:
  mk360 restore paperless-business
  mk360 restore paperless-business --at 2026-11-30 --to live
  mk360 restore n8n --undo --to live`;

interface Options extends ClusterOptions {
  readonly at?: string;
  readonly to?: "live";
  readonly undo?: boolean;
  readonly withoutKeeping?: boolean;
}

/** `mk360 restore`: a service's data as a backup has it. */
export function restoreCommand(): Command {
  return withCluster(new Command("restore"))
    .description("put a backup of a service back, or show what that would do")
    .argument("<service>", "a service whose data is backed up, or one of its databases")
    .option("--at <time>", "the newest backup of that day or before that minute; default: the newest")
    .addOption(new Option("--to <place>", "live: in the place of what is there; default: it only looks").choices(["live"]))
    .option("--undo", "what a restore has stored last, in place of a daily backup; it stores nothing itself")
    .option("--without-keeping", "do not store what is there now: where it is broken, it cannot be")
    .addHelpText("after", help)
    .action(async (name: string, { at, to, undo = false, withoutKeeping = false, ...where }: Options) => {
      const { stack } = await openProject();
      const { service, restore } = restorable(stack, name);
      const moment = at === undefined ? undefined : momentOf(at, stack.config.timeZone);
      await refuseWithoutKubectl();
      const cluster = await openOurs(where);
      const live = new LiveService(cluster, where, stack, service, restore);
      if (to !== undefined) await live.refuseWhileBusy();
      const found = foundIn(await live.look());
      const snapshot = chosen(found, { undo, ...(moment ? { at: moment } : {}) }, service.name);
      refuseWithoutRoom(found, snapshot, service.name);
      if (to === undefined) terminal.print(showSnapshots(found.snapshots, stack.config.timeZone));
      terminal.print(showPlan(stack, service, snapshot));
      if (to === undefined) {
        terminal.print(`\nNothing was touched. --to live does it.`);
        return;
      }
      const begun = Date.now();
      // An undo that stored what it replaces would be undone itself when it is cut off and called again.
      const keeping = !withoutKeeping && !undo;
      await live.putBack(snapshot, keeping);
      terminal.print(
        `${service.name} has its backup back, after ${spanOf((Date.now() - begun) / 1000)}.${keeping ? " --undo --to live takes that back." : ""}`,
      );
    });
}

/** @throws Refusal naming the nearest service that is backed up. */
function restorable(stack: Stack, name: string): { readonly service: Service; readonly restore: Restore } {
  const all = restoresOf(stack.services);
  const wanted = all.find(({ service }) => service.name === name || databasesIn(stack, service).includes(name));
  if (wanted) return wanted;
  const known = all.flatMap(({ service }) => [service.name, ...databasesIn(stack, service)]);
  throw new Refusal("mk360 restore", [
    unknownName(
      "SERVICE",
      name,
      known,
      "a running service whose data is backed up",
      `choose one of ${all.map(({ service }) => service.name).join(", ")}`,
    ),
  ]);
}

function databasesIn(stack: Stack, service: Service): string[] {
  return databasesOf(stack).flatMap(({ name, owner }) => (owner === service ? [name] : []));
}
