import { Credential, endpoints, htpasswd, lasting, random, type Side, text, user } from "../vocabulary";

/**
 * Who owns the files of the repositories: the server and every job beside them. It is `nobody`, because ssh refuses to
 * run as a user that the image's list of users does not have, and the copies leave by ssh.
 */
export const repositoryUser = user(65534);

/** The three secrets of one side: the repository's password, and the user that may append to it. */
const credentials: Record<Side, Credential> = {
  business: credentialOf("business"),
  private: credentialOf("private"),
};

/** As whose restic notes each snapshot, whichever pod makes it. */
export const backupHost = "mk360";

export const sides: readonly Side[] = ["business", "private"];

function credentialOf(side: Side): Credential {
  return new Credential(
    `backup-${side}`,
    `encrypts the ${side} backups and lets their jobs append to them; keep a copy outside of both machines`,
    {
      username: text(side),
      "repository-password": lasting(48, {
        because: "it encrypts every backup that was made",
        instead: "run `restic key passwd` on every repository of this side, on each place that has one",
      }),
      "rest-password": random(),
      htpasswd: htpasswd(side, "rest-password"),
    },
  );
}

export function repositoryCredential(side: Side): Credential {
  return credentials[side];
}

/** What restic locks: for itself alone when it forgets or checks, else only against those. */
export function repositoryOnNas(side: Side): string {
  return `the repository of the ${side} backups on the NAS`;
}

/** The repository of a side, as jobs reach it over the network. */
export function repositoryUrl(side: Side): string {
  return `rest:http://${endpoints.restServer.address}/${side}/`;
}

/** The repository of a side, as jobs beside its files see it. */
export function repositoryPath(root: string, side: Side): string {
  return `${root}/${side}`;
}
