import {
  archiveUser,
  type Config,
  Credential,
  calls,
  capped,
  cores,
  endpoints,
  given,
  hours,
  images,
  type Job,
  job,
  Mistake,
  mebi,
  memory,
  milli,
  password,
  Schedule,
  type Service,
  type Side,
  text,
  upTo,
} from "../vocabulary";
import plan from "./archive.awk";
import archive from "./archive.sh";
import library from "./lib.sh";
import { watched } from "./watched";

/** What is copied from where to where. */
interface Archive {
  readonly name: string;
  readonly what: string;
  readonly service: string;
  readonly volume: string;
  /** The folder in the volume; the whole volume when left out. */
  readonly folder?: string;
  readonly time: string;
  readonly target: (smb: Config["machines"]["nas"]["smb"]) => string;
}

const archives: readonly Archive[] = [
  {
    name: "archive-paperless-business",
    what: "the business documents",
    service: "paperless-business",
    volume: "media",
    // As they came in: what Paperless makes of them it may make again, and then the copy would differ.
    folder: "documents/originals",
    time: "01:00",
    target: ({ businessShare, directories }) => `${businessShare}/${directories.businessDocuments}`,
  },
  {
    name: "archive-contracts",
    what: "the contracts of OpenSign",
    service: "opensign-server",
    volume: "files",
    time: "01:15",
    target: ({ businessShare, directories }) => `${businessShare}/${directories.contracts}`,
  },
  {
    name: "archive-paperless-private",
    what: "the private documents",
    service: "paperless-private",
    volume: "media",
    folder: "documents/originals",
    time: "01:30",
    target: ({ privateShare, directories }) => `${privateShare}/${directories.privateDocuments}`,
  },
];

/** One user a side on the NAS, so that neither side's job can read the other's share. */
const users: Record<Side, Credential> = { business: userOf("business"), private: userOf("private") };

function userOf(side: Side): Credential {
  return new Credential(archiveUser(side), `lets the ${side} archive jobs write to their share of the NAS, by SMB`, {
    username: text(archiveUser(side)),
    password: given(
      `the password of the user ${archiveUser(side)} of the NAS, which may write to the ${side} share and to no other`,
      `no ${side} documents are archived`,
      password,
    ),
  });
}

/** The nightly copies through the tunnel, for as long as it runs. */
export function archiveJobs(running: readonly Service[], config: Config, all: readonly Service[]): Job[] {
  for (const { name, service, volume } of archives) {
    const owner = all.find((each) => each.name === service);
    // Left out in silence, nobody would miss it.
    if (!owner || !(volume in owner.keeps))
      throw new Mistake(`${name} copies ${service}/${volume}, which no service of the catalogue keeps; correct the name in its row`);
  }
  const find = (name: string) => running.find((service) => service.name === name);
  if (!find("frps") || !find("frpc")) return [];
  return archives.flatMap((each) => {
    const owner = find(each.service);
    return owner ? [archiveJob(each, owner, config)] : [];
  });
}

function archiveJob({ name, what, service, volume, folder, time, target }: Archive, owner: Service, { machines, backup }: Config): Job {
  const { network, machine, podSecurity, userNamespace, filesOf, side } = owner;
  const source = `/source${folder === undefined ? "" : `/${folder}`}`;
  return job(name, {
    does: `Copies ${what} to the NAS, as plain files and for ever, each content once.`,
    network,
    machine,
    phase: 3,
    podSecurity,
    ...(userNamespace ? { userNamespace } : {}),
    runsAs: filesOf,
    image: images.rclone,
    command: ["sh", "/scripts/archive.sh"],
    files: { "/scripts/archive.sh": archive, "/scripts/archive.awk": plan, "/scripts/lib.sh": library },
    env: {
      ARCHIVE_SOURCE: source,
      ARCHIVE_TARGET: target(machines.nas.smb),
      ARCHIVE_SERVICE: service,
      ...(backup.cleanedUp[service] ? { CLEANED_UP: backup.cleanedUp[service] } : {}),
      RCLONE_SMB_HOST: endpoints.frpsSmb.host,
      RCLONE_SMB_PORT: endpoints.frpsSmb.number,
      RCLONE_SMB_USER: archiveUser(side),
      SMB_PASSWORD_FILE: users[side].file("password"),
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CACHE_DIR: "/tmp/rclone",
      GOMEMLIMIT: "160MiB",
      HOME: "/tmp",
    },
    schedule: Schedule.daily(time),
    watch: watched(),
    borrows: [{ service, volume, path: "/source" }],
    uses: [calls(endpoints.frpsSmb, "copies to the NAS, through the tunnel")],
    writes: { "/tmp": upTo(mebi(128)) },
    memory: memory(
      mebi(64),
      mebi(192),
      "measured: 37 MiB of its own while 200 MB are copied, two files at one time; Go's own limit is 160 MiB",
    ),
    cpu: capped(milli(50), cores(1), "a copy has the whole night"),
    endsWithin: hours(6),
  });
}
