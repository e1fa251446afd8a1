import {
  alone,
  type Config,
  Credential,
  days,
  given,
  internet,
  type Job,
  job,
  keyPair,
  knownHosts,
  months,
  type Origin,
  Schedule,
  type Service,
  type Span,
  shares,
  sshPrivateKey,
  tcp,
} from "../vocabulary";
import { ownedTags } from "./contents";
import { backupHost, type Repository, repositories, repositoryCredential, repositoryOnNas, repositoryPath } from "./repositories";
import { restic } from "./restic";
import { besideTheFiles } from "./upkeep";

type Target = NonNullable<Config["backup"]["copyWeekly"]["target"]>;

/** A place outside the house that holds copies of the repositories. */
interface Place {
  readonly name: string;
  readonly title: string;
  readonly target: Target | undefined;
  readonly schedule: Schedule;
  readonly timeFrom: string;
  readonly keep: Span;
  readonly credential: Credential;
}

const noWeeklyCopy = "the weekly copy outside the house is not made";
const remoteNas = new Credential("backup-remote-nas", "lets the copies onto the remote NAS, which must know ssh-key.pub", {
  "ssh-key": keyPair("SSH", "private"),
  "ssh-key.pub": keyPair("SSH", "public"),
  "known-hosts": hostsLine("the remote NAS", "copyWeekly", noWeeklyCopy),
});

const noMonthlyCopy = "the monthly copy outside the house is not made";
const storageBox = new Credential("backup-storage-box", "lets the copies onto the StorageBox", {
  // Asked for, because a StorageBox that is in use knows one already.
  "ssh-key": given("a private SSH key whose public half the StorageBox knows", noMonthlyCopy, sshPrivateKey),
  "known-hosts": hostsLine("the StorageBox", "copyMonthly", noMonthlyCopy),
});

function hostsLine(place: string, target: "copyWeekly" | "copyMonthly", without: string): Origin {
  return given(`the line that ssh-keyscan prints for ${place}, compared with what its maker shows`, without, knownHosts(target));
}

/** `restic copy` of every repository to each place that the configuration names. */
export function copies(running: readonly Service[], { backup: { copyWeekly, copyMonthly } }: Config): Job[] {
  const places: Place[] = [
    {
      name: "weekly",
      title: "the remote NAS",
      target: copyWeekly.target,
      schedule: Schedule.weekly(copyWeekly.day, copyWeekly.time),
      timeFrom: "backup.copyWeekly.time",
      keep: days(copyWeekly.keepWeeks * 7),
      credential: remoteNas,
    },
    {
      name: "monthly",
      title: "the StorageBox",
      target: copyMonthly.target,
      schedule: Schedule.monthly(copyMonthly.day, copyMonthly.time),
      timeFrom: "backup.copyMonthly.time",
      keep: months(copyMonthly.keepMonths),
      credential: storageBox,
    },
  ];
  return places.flatMap((place) =>
    place.target ? repositories.map((repository) => copy(place, place.target as Target, repository, ownedTags(running, repository))) : [],
  );
}

function copy(
  { name, title, schedule, timeFrom, keep, credential }: Place,
  { host, port, user, path }: Target,
  repository: Repository,
  owned: string,
): Job {
  return job(`copy-${name}-${repository}`, {
    ...besideTheFiles,
    does: `Copies the ${repository} backups to ${title} and keeps them there for ${keep}.`,
    schedule,
    timeFrom,
    locks: [shares(repositoryOnNas(repository)), alone(`the copy of the ${repository} backups on ${title}`)],
    ...restic("copy.sh", repository, {
      RESTIC_FROM_REPOSITORY: repositoryPath("/repositories", repository),
      RESTIC_FROM_PASSWORD_FILE: repositoryCredential(repository).file("repository-password"),
      // Two slashes: the path begins at the root, and not in the folder where the login ends.
      RESTIC_REPOSITORY: `sftp://${user}@${host}:${port}/${path}/${repository}`,
      KEEP_WITHIN: keep.restic,
      BACKUP_HOST: backupHost,
      OWNED_TAGS: owned,
      SSH_KEY_FILE: credential.file("ssh-key"),
      SSH_KNOWN_HOSTS_FILE: credential.file("known-hosts"),
    }),
    uses: [internet(`sends the copies to ${title}`, tcp(port))],
  });
}
