import {
  accepts,
  Credential,
  type CredentialKey,
  certificate,
  composed,
  type Environment,
  endpoints,
  type GrantKind,
  gibi,
  guaranteed,
  health,
  hot,
  images,
  internalAuthority,
  mebi,
  milli,
  minutes,
  notBackedUp,
  random,
  secretPath,
  service,
  share,
  text,
  type Use,
  upTo,
  user,
} from "../../vocabulary";
import { dumpOfMongodb, restoreOfMongodb } from "./mongodb-dump";
import { provisioning } from "./mongodb-provisioning";
import { mongoSuperuser } from "./mongodb-superuser";
import { waitForMongo } from "./mongodb-wait";

const at = endpoints.mongodb;
const tls = new Credential("mongodb-tls", "proves to clients that MongoDB is MongoDB", {
  "tls.crt": certificate("certificate", ...at.certificateNames),
  "tls.key": certificate("key", ...at.certificateNames),
  // MongoDB wants both in one file; each ends with the end of a line.
  "tls.pem": composed("{tls.key}{tls.crt}"),
});

/** A database that its user may change, and no other. */
const ownDatabase: GrantKind = { name: "database", dump: dumpOfMongodb, restore: restoreOfMongodb };

export const mongodb = service("mongodb", {
  does: "One MongoDB 7 with a database of its own for each service that needs it.",
  network: "storage",
  isDatabase: true,
  machine: "vps",
  phase: 3,
  importance: "foundation",
  image: images["mongo-7"],
  runsAs: user(999),
  args: [
    "mongod",
    // Left alone, it takes half of what it believes that the machine has.
    "--wiredTigerCacheSizeGB=0.25",
    "--tlsMode=requireTLS",
    `--tlsCertificateKeyFile=${secretPath(tls.file("tls.pem"))}`,
    `--tlsCAFile=${secretPath(internalAuthority.file("ca.crt"))}`,
    "--tlsAllowConnectionsWithoutCertificates",
    "--bind_ip_all",
  ],
  env: {
    MONGO_INITDB_ROOT_USERNAME_FILE: mongoSuperuser.file("username"),
    MONGO_INITDB_ROOT_PASSWORD_FILE: mongoSuperuser.file("password"),
    HOME: "/tmp",
  },
  secrets: [tls.file("tls.pem"), internalAuthority.file("ca.crt")],
  writes: { "/tmp": upTo(mebi(64)), "/data/configdb": upTo(mebi(16)) },
  ports: at.ports,
  monitoredPorts: [at.name],
  keeps: {
    data: hot(
      gibi(20),
      "/data/db",
      "all databases",
      notBackedUp("files of a running database are no backup; each service's job dumps its own database"),
    ),
  },
  memory: guaranteed(gibi(1), "a cache of 256 MiB, a few hundred MiB of connections and sorting, and the page cache"),
  cpu: share(milli(250)),
  // A question by its shell costs half a second of processor time, so the port alone is asked.
  health: health({ ready: accepts(at.name), startsWithin: minutes(5) }),
  stopsWithin: minutes(1),
  grants: [ownDatabase],
  jobs: [provisioning],
});

/** What a client needs to know of its database. */
export interface MongoConnection {
  /** Address, name, password and the check of the server in one line, as a value: no client of ours reads it from a file. */
  readonly url: CredentialKey;
}

/** A database of its own, opened by a user of the same name that has no right on any other; its client waits until it may log in. */
export function mongoDatabase(name: string, env: (connection: MongoConnection) => Environment): Use {
  const credential = new Credential(`${name.replaceAll("_", "-")}-mongodb`, `opens the database ${name} of MongoDB`, {
    username: text(name),
    password: random(),
    url: composed(`mongodb://${name}:{password}@${at.address}/${name}?tls=true&tlsCAFile=${secretPath(internalAuthority.file("ca.crt"))}`),
  });
  return {
    peer: { kind: "service", endpoint: at },
    why: `keeps its data in the database ${name}`,
    env: env({ url: credential.value("url") }),
    secrets: [internalAuthority.file("ca.crt")],
    wait: waitForMongo(name, credential),
    grant: { kind: ownDatabase, provider: at.service, name, credential },
  };
}
