import type { Bed } from "../bed/bed";
import { report } from "../report";
import { documents, runByHand, writeDocuments } from "./jobs";
import { burstOfLines, linesOfBurst } from "./logs";
import { mails, openLargeFolder } from "./mails";
import { fillPostgres } from "./postgres";
import { RedisClient } from "./redis";
import { lookAtCharts, openConnections } from "./web";

/** What is asked of programs, in the words of the page; a load that does not come about fails. */
export interface Load {
  readonly of: readonly string[];
  readonly words: string;
  readonly put: (bed: Bed) => Promise<void>;
}

const megabytes = documents.count * documents.megabytes;
const backup = "paperless-business-backup";
const archive = "archive-paperless-business";

/** How often all keys of a full Redis are written anew. */
const overwritten = 2;

/** One after the other. */
export const loads: readonly Load[] = [
  {
    of: ["redis-business", "redis-private"],
    words: `filled to its maxmemory, then every key overwritten ${overwritten} times while it rewrites its log`,
    put: async (bed) => {
      for (const instance of ["redis-business", "redis-private"] as const) {
        const client = await RedisClient.of(bed, instance);
        const before = await client.rewrites();
        const full = await client.fillAndOverwrite(overwritten);
        const rewrites = (await client.rewrites()) - before;
        report(`${instance}, at its fullest`, `${Math.round(full * 100)} % of its maxmemory, its log rewritten ${rewrites} times`);
        if (full < 0.9 || rewrites === 0) throw new Error(`${instance} was no more than ${full} full, with ${rewrites} rewrites`);
      }
    },
  },
  {
    of: ["postgres"],
    words: "every connection that it allows sorts and writes 10,000 rows at one time",
    put: async (bed) => {
      const sessions = await fillPostgres(bed);
      report("sessions that sorted and wrote at one time", `${sessions}`);
      if (sessions < 50) throw new Error(`no more than ${sessions} sessions were free`);
    },
  },
  ...(
    [
      ["caddy-public", "status", "internet"],
      ["caddy-private", "netdata", "vpn"],
      ["caddy-home", "vault-private", "home"],
    ] as const
  ).map(([proxy, site, device]) => ({
    of: [proxy],
    words: "600 requests over 300 TLS connections, all open at one time",
    put: () => openConnections(site, device),
  })),
  {
    of: ["victoria-logs", "vlagent-vps", "vlagent-nas"],
    words: `a program on each machine writes ${linesOfBurst.toLocaleString("en")} lines at once`,
    put: burstOfLines,
  },
  ...["vps", "nas"].map((machine) => ({
    of: [`netdata-${machine}`],
    words: "30 requests for charts and figures at one time, 1,400 in all",
    put: () => lookAtCharts(machine === "vps" ? "netdata" : "netdata-nas"),
  })),
  {
    of: ["dovecot"],
    words: `${mails.readers} readers list and search a folder of ${mails.count.toLocaleString("en")} mails at one time`,
    put: openLargeFolder,
  },
  {
    of: ["rest-server", backup, archive],
    words: `${megabytes} MB of new documents are backed up, and archived through the tunnel, at one time`,
    put: async (bed) => {
      await writeDocuments(bed);
      await runByHand(bed, [
        ["public", backup],
        ["public", archive],
      ]);
    },
  },
  {
    of: ["check-business"],
    words: `a repository with these ${megabytes} MB is checked, and a part of it read back`,
    put: (bed) => runByHand(bed, [["ops", "check-business"]]),
  },
];
