import { Credential, type Environment, endpoints, htpasswd, lasting, random, type Side, text, user } from "../vocabulary";

/**
 * Who owns the files of the repositories: the server and every job beside them. It is `nobody`, because ssh refuses to
 * run as a user that the image's list of users does not have, and the copies leave by ssh.
 */
export const repositoryUser = user(65534);

/**
 * A repository has a password of its own. The cluster's store has one too, because it holds the secrets of both sides: whoever
 * opens the backups of one side must not find the other's there.
 */
export type Repository = Side | "cluster";

/** The three secrets of a repository: its password, and the user that may append to it. */
const credentials: Record<Repository, Credential> = {
  business: credentialOf("business"),
  private: credentialOf("private"),
  cluster: credentialOf("cluster"),
};

/** As whose restic notes each snapshot, whichever pod makes it. */
export const backupHost = "mk360";

export const repositories: readonly Repository[] = ["business", "private", "cluster"];

function credentialOf(repository: Repository): Credential {
  return new Credential(
    `backup-${repository}`,
    `encrypts the ${repository} backups and lets their jobs append to them; keep a copy outside of both machines`,
    {
      username: text(repository),
      "repository-password": lasting(48, {
        because: "it encrypts every backup that was made",
        instead: "run `restic key passwd` on this repository, on each place that has one",
      }),
      "rest-password": random(),
      htpasswd: htpasswd(repository, "rest-password"),
    },
  );
}

export function repositoryCredential(repository: Repository): Credential {
  return credentials[repository];
}

/** What restic locks: for itself alone when it forgets or checks, else only against those. */
export function repositoryOnNas(repository: Repository): string {
  return `the repository of the ${repository} backups on the NAS`;
}

/** A repository, as jobs reach it over the network. */
function repositoryUrl(repository: Repository): string {
  return `rest:http://${endpoints.restServer.address}/${repository}/`;
}

/** The same, as jobs beside its files see it. */
export function repositoryPath(root: string, repository: Repository): string {
  return `${root}/${repository}`;
}

/** What backup.sh wants to know of the repository to which it adds over the network. */
export function addsTo(repository: Repository): Environment {
  return {
    RESTIC_REPOSITORY: repositoryUrl(repository),
    RESTIC_REST_USERNAME: repository,
    REST_PASSWORD_FILE: repositoryCredential(repository).file("rest-password"),
    WAIT_FOR: endpoints.restServer.address,
    BACKUP_HOST: backupHost,
  };
}
