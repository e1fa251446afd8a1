import { type Credential, type Environment, endpoints, images, internalAuthority, mebi, memory, Program, user } from "../../vocabulary";
import { patience } from "../patience";
import script from "./wait-for-postgres.sh";

/** What PostgreSQL's own programs need to open one database as its owner, with the server's certificate and name checked. */
export function loginOf(database: string, credential: Credential): Environment {
  return {
    PGHOST: endpoints.postgres.host,
    PGPORT: endpoints.postgres.number,
    PGUSER: database,
    PGDATABASE: database,
    PGPASSWORD_FILE: credential.file("password"),
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: internalAuthority.file("ca.crt"),
  };
}

/**
 * Ends when the client's own login works, so when the server, its certificate, the role, the password and the database
 * are all there: an open port says nothing about the last four.
 */
export function waitForDatabase(database: string, credential: Credential): Program {
  return new Program(`wait-for-${credential.name}`, {
    // The database's own image, which the machine has anyway.
    image: images.postgres,
    command: ["sh", "/wait/wait-for-postgres.sh"],
    env: { ...loginOf(database, credential), WAIT_SECONDS: `${patience.seconds}` },
    files: { "/wait/wait-for-postgres.sh": script },
    runsAs: user(999),
    memory: memory(mebi(16), mebi(64), "psql alone"),
  });
}
