import { repositories, repositoryCredential, repositoryUser } from "../../backup/repositories";
import {
  accepts,
  bulk,
  endpoints,
  gibi,
  health,
  images,
  mebi,
  memory,
  milli,
  notBackedUp,
  Program,
  secretPath,
  service,
  share,
  upTo,
} from "../../vocabulary";
import joinUsers from "./join-users.sh";

const lines = repositories.map((repository) => repositoryCredential(repository).file("htpasswd"));

export const restServer = service("rest-server", {
  does: "Takes the backups on the NAS; whoever writes them can add, but neither change nor delete.",
  network: "ops",
  machine: "nas",
  phase: 1,
  image: images["rest-server"],
  runsAs: repositoryUser,
  command: ["rest-server"],
  args: [
    "--path=/repositories",
    "--htpasswd-file=/users/htpasswd",
    `--listen=:${endpoints.restServer.number}`,
    "--append-only",
    "--private-repos",
  ],
  before: [
    new Program("join-users", {
      image: images["rest-server"],
      command: ["sh", "/scripts/join-users.sh", "/users/htpasswd", ...lines.map(secretPath)],
      files: { "/scripts/join-users.sh": joinUsers },
      secrets: lines,
      writes: { "/users": upTo(mebi(16)) },
      memory: memory(mebi(16), mebi(32), "a shell script of a few lines"),
    }),
  ],
  writes: { "/users": upTo(mebi(16)) },
  ports: endpoints.restServer.ports,
  // It runs on the NAS from the first phase on: while it answers, the NAS and the link to it are there.
  monitoredPorts: ["http"],
  keeps: {
    repositories: bulk(
      "backups",
      gibi(500),
      "/repositories",
      "the encrypted backups of both sides and of the cluster's store",
      notBackedUp("they are the backups: the weekly and monthly copies and Hyper Backup take them further"),
    ),
  },
  memory: memory(mebi(48), mebi(128), "a Go server that streams files"),
  cpu: share(milli(50)),
  health: health({ ready: accepts("http") }),
});
