import library from "../backup/lib.sh";
import { watched } from "../backup/watched";
import { capped, hours, images, type Job, job, mebi, memory, milli, type Network, type Phase, Schedule, user } from "../vocabulary";
import arrivalsScript from "./arrivals.sh";

/** Where a document lies between being handed in and being read in. */
export const arrivals = { uploads: "/usr/src/paperless/uploads", consume: "/usr/src/paperless/consume" } as const;

/** One day is longer than any queue, and than the hour that Paperless gives a document. */
const patience = hours(24);

/**
 * Paperless tells nobody of a document that was handed in and never read in: its task stays pending when the pod was
 * replaced meanwhile, and a failed one shows on a page that nobody opens.
 */
export function arrivalsOf(service: string, formerly: readonly string[], network: Network, phase: Phase): Job {
  return job(`${service}-arrivals`, {
    formerly: formerly.map((name) => `${name}-arrivals`),
    does: `Looks whether everything that was handed in to ${service} became a document.`,
    network,
    machine: "vps",
    phase,
    image: images.node,
    runsAs: user(1000),
    command: ["sh", "/scripts/arrivals.sh"],
    files: { "/scripts/arrivals.sh": arrivalsScript, "/scripts/lib.sh": library },
    env: {
      ARRIVALS: Object.values(arrivals).join("\n"),
      ARRIVALS_OF: `${network}/${service}`,
      MAX_AGE_HOURS: `${patience.seconds / 3600}`,
    },
    borrows: Object.entries(arrivals).map(([volume, path]) => ({ service, volume, path })),
    memory: memory(mebi(16), mebi(32), "a shell script of a few lines"),
    cpu: capped(milli(20), milli(200), "it has the whole day"),
    schedule: Schedule.daily("09:00"),
    endsWithin: hours(1),
    // An old file that was put there this minute is read in meanwhile.
    retries: 5,
    watch: watched(),
  });
}
