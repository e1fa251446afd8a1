import { images } from "../../images";
import { notBackedUp } from "../../model/backup";
import { Credential, type CredentialKey, certificate, composed, internalAuthority, random, secretPath, text } from "../../model/credential";
import type { Environment } from "../../model/environment";
import type { Grant } from "../../model/grant";
import { health, runs } from "../../model/health";
import { guaranteed, share } from "../../model/resources";
import { inMemory, upTo } from "../../model/scratch";
import { service } from "../../model/service";
import { hostOf, type Use } from "../../model/use";
import { user } from "../../model/user";
import { hot } from "../../model/volume";
import { milli } from "../../values/cpu";
import { tcp } from "../../values/port";
import { gibi, mebi } from "../../values/size";
import { minutes } from "../../values/span";
import settings from "./postgres.conf";
import { provisioning } from "./postgres-provisioning";
import { superuserCredential } from "./postgres-superuser";

export const postgresHost = hostOf("postgres", "storage");

const tlsNames = ["postgres", "postgres.storage", "postgres.storage.svc", postgresHost];
const tls = new Credential("postgres-tls", "proves to clients that PostgreSQL is PostgreSQL", {
  "tls.crt": certificate("certificate", ...tlsNames),
  "tls.key": certificate("key", ...tlsNames),
});

export const postgres = service("postgres", {
  does: "One PostgreSQL 16 with a database of its own for each service.",
  network: "storage",
  machine: "vps",
  phase: 1,
  importance: "foundation",
  image: images.postgres,
  runsAs: user(999),
  args: ["-c", "config_file=/etc/postgresql/postgresql.conf"],
  env: {
    PGDATA: "/var/lib/postgresql/data/pgdata",
    POSTGRES_PASSWORD_FILE: superuserCredential.file("password"),
    POSTGRES_INITDB_ARGS: "--data-checksums --encoding=UTF8 --locale=C.UTF-8",
  },
  files: {
    "/etc/postgresql/postgresql.conf": settings,
    "/etc/postgresql/pg_hba.conf": ({ config }) =>
      [
        "# TLS only, from pods only, each with its own password.",
        "local   all all                peer",
        `hostssl all all ${config.network.pods} scram-sha-256`,
        "",
      ].join("\n"),
  },
  secrets: [tls.file("tls.crt"), tls.file("tls.key")],
  writes: { "/var/run/postgresql": upTo(mebi(16)), "/tmp": upTo(mebi(64)), "/dev/shm": inMemory(mebi(256)) },
  ports: { postgres: tcp(5432) },
  monitoredPorts: ["postgres"],
  keeps: {
    data: hot(
      gibi(25),
      "/var/lib/postgresql/data",
      "all databases",
      notBackedUp("files of a running database are no backup; each service's job dumps its own database"),
    ),
  },
  memory: guaranteed(gibi(2), "512 MB shared buffers, 80 connections and the page cache, as postgres.conf sets them"),
  cpu: share(milli(500)),
  health: health({
    ready: runs("pg_isready", "--host=127.0.0.1", "--quiet"),
    alive: runs("pg_isready", "--host=127.0.0.1", "--quiet"),
    startsWithin: minutes(10),
  }),
  stopsWithin: minutes(2),
  jobs: [provisioning],
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
 * A database of its own, owned by a role of the same name.
 * `connections` is the most that the role may hold; all together must stay below max_connections.
 */
export function database(name: string, connections: number, env: (connection: DatabaseConnection) => Environment): Use {
  const credential = new Credential(`${name.replaceAll("_", "-")}-database`, `opens the database ${name}`, {
    username: text(name),
    password: random(),
    url: composed(
      `postgresql://${name}:{password}@${postgresHost}:5432/${name}?sslmode=verify-full&sslrootcert=${secretPath(internalAuthority.file("ca.crt"))}`,
    ),
  });
  return {
    peer: { kind: "service", service: "postgres", port: "postgres" },
    why: `keeps its data in the database ${name}`,
    env: env({ host: postgresHost, port: "5432", name, user: name, credential, url: credential.file("url"), authority: internalAuthority }),
    secrets: [internalAuthority.file("ca.crt")],
    grant: { kind: "database", provider: "postgres", name, credential, connections },
  };
}

/** A user that reads the server's figures and no data; `connections` as for a database. */
export function postgresMonitor(name: string, connections: number): Use & { readonly grant: Grant } {
  const credential = new Credential(`${name}-postgres`, `lets ${name} read PostgreSQL's figures`, {
    username: text(name),
    password: random(),
  });
  return {
    peer: { kind: "service", service: "postgres", port: "postgres" },
    why: "reads its figures",
    secrets: [internalAuthority.file("ca.crt")],
    grant: { kind: "monitor", provider: "postgres", name, credential, connections },
  };
}
