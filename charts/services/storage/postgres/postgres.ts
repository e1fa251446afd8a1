import {
  Credential,
  type CredentialKey,
  certificate,
  composed,
  type Environment,
  endpoints,
  type Grant,
  gibi,
  health,
  hot,
  images,
  inMemory,
  internalAuthority,
  mebi,
  milli,
  minutes,
  notBackedUp,
  random,
  runs,
  secretPath,
  service,
  share,
  text,
  type Use,
  upTo,
  user,
} from "../../vocabulary";
import { monitor, ownDatabase } from "./postgres-grants";
import { waitForDatabase } from "./postgres-login";
import { provisioning } from "./postgres-provisioning";
import { PostgresSettings } from "./postgres-settings";
import { setSuperuserPassword, superuserEnv } from "./postgres-superuser";

/** What a role may hold beside its client's own: the dump of the night, and the wait before a start. */
const connectionsOfOurs = 2;

/** What parallel workers hand each other. */
const exchanged = mebi(256);

const socket = "/var/run/postgresql";

const settings = new PostgresSettings();
const at = endpoints.postgres;
const tls = new Credential("postgres-tls", "proves to clients that PostgreSQL is PostgreSQL", {
  "tls.crt": certificate("certificate", ...at.certificateNames),
  "tls.key": certificate("key", ...at.certificateNames),
});

export const postgres = service("postgres", {
  does: "One PostgreSQL 16 with a database of its own for each service.",
  network: "storage",
  isDatabase: true,
  machine: "vps",
  phase: 1,
  importance: "foundation",
  image: images.postgres,
  runsAs: user(999),
  args: ["-c", "config_file=/etc/postgresql/postgresql.conf"],
  env: {
    ...superuserEnv,
    POSTGRES_INITDB_ARGS: "--data-checksums --encoding=UTF8 --locale=C.UTF-8",
  },
  files: {
    "/etc/postgresql/postgresql.conf": ({ grants }) => settings.for(grants(at.service)).text,
    "/etc/postgresql/pg_hba.conf": ({ config }) =>
      [
        "# TLS only, from pods only, each with its own password.",
        "local   all all                peer",
        `hostssl all all ${config.network.pods} scram-sha-256`,
        "",
      ].join("\n"),
  },
  secrets: [tls.file("tls.crt"), tls.file("tls.key")],
  before: [setSuperuserPassword],
  writes: { [socket]: upTo(mebi(16)), "/tmp": upTo(mebi(64)), "/dev/shm": inMemory(exchanged) },
  ports: at.ports,
  monitoredPorts: [at.name],
  keeps: {
    data: hot(
      gibi(25),
      "/var/lib/postgresql/data",
      "all databases",
      notBackedUp("files of a running database are no backup; each service's job dumps its own database"),
    ),
  },
  memory: settings.memoryFor([], exchanged),
  memoryFor: (granted) => settings.memoryFor(granted, exchanged),
  cpu: share(milli(500)),
  health: health({
    // While its first start makes the data directory, it answers on the socket alone.
    starts: runs("pg_isready", "--host=127.0.0.1", "--quiet"),
    // The socket lets the server's own user in. Of an address without TLS it logs each question as a failed login.
    ready: runs("pg_isready", `--host=${socket}`, "--quiet"),
    startsWithin: minutes(10),
  }),
  stopsWithin: minutes(2),
  backupMinute: 0,
  grants: [ownDatabase, monitor],
  jobs: [provisioning],
  // Its clients, the webhook handler and the jobs of the DSGVO, come with a later service: then it moves to their uses.
  provides: [database("dsgvo_system", 6, () => ({}))],
});

/** What a client needs to know of its database. */
export interface DatabaseConnection {
  readonly host: string;
  readonly port: string;
  readonly name: string;
  readonly user: string;
  /** The credential with the keys `username` and `password`. */
  readonly credential: Credential;
  /** Address, name, password and the check of the server in one line, for clients that take no less. */
  readonly url: CredentialKey;
  /** The authority's certificate, against which the client checks the server. */
  readonly authority: typeof internalAuthority;
}

/**
 * A database of its own, owned by a role of the same name, whose client waits until it may log in there.
 * `connections` is the most that the client itself opens; a stack whose clients want more than there are is refused.
 */
export function database(
  name: string,
  connections: number,
  env: (connection: DatabaseConnection) => Environment,
): Use & { readonly grant: Grant } {
  const credential = new Credential(`${name.replaceAll("_", "-")}-database`, `opens the database ${name}`, {
    username: text(name),
    password: random(),
    url: composed(
      `postgresql://${name}:{password}@${at.address}/${name}?sslmode=verify-full&sslrootcert=${secretPath(internalAuthority.file("ca.crt"))}`,
    ),
  });
  return {
    peer: { kind: "service", endpoint: at },
    why: `keeps its data in the database ${name}`,
    env: env({ host: at.host, port: at.number, name, user: name, credential, url: credential.file("url"), authority: internalAuthority }),
    secrets: [internalAuthority.file("ca.crt")],
    wait: waitForDatabase(name, credential),
    grant: { kind: ownDatabase, provider: at.service, name, credential, connections: connections + connectionsOfOurs },
  };
}

/** A user that reads the server's figures and no data; `connections` is the most that it may hold. Nobody waits for it. */
export function postgresMonitor(name: string, connections: number): Use & { readonly grant: Grant } {
  const credential = new Credential(`${name}-postgres`, `lets ${name} read PostgreSQL's figures`, {
    username: text(name),
    password: random(),
  });
  return {
    peer: { kind: "service", endpoint: at },
    why: "reads its figures",
    secrets: [internalAuthority.file("ca.crt")],
    grant: { kind: monitor, provider: at.service, name, credential, connections },
  };
}
