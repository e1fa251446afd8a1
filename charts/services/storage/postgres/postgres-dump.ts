import dumpPostgres from "../../backup/dump-postgres.sh";
import { dumpedBy } from "../../backup/dumped-by";
import restorePostgres from "../../backup/restore-postgres.sh";
import begin from "../../backup/restore-postgres-begin.sql";
import end from "../../backup/restore-postgres-end.sql";
import { type Credential, type Dump, images, mebi, memory } from "../../vocabulary";
import { loginOf } from "./postgres-login";

/** One database, as its owner, with the programs of the server's own version. */
export function dumpOfPostgres(database: string, credential: Credential): Dump {
  return {
    image: images.postgres,
    ...dumpedBy("dump-postgres.sh", dumpPostgres),
    env: loginOf(database, credential),
    memory: memory(mebi(64), mebi(256), "pg_dump streams, the compression holds a window"),
  };
}

/** Puts such a dump in the place of all that the database holds, as its owner and in one transaction. */
export function restoreOfPostgres(database: string, credential: Credential): Dump {
  return {
    image: images.postgres,
    ...dumpedBy("restore-postgres.sh", restorePostgres, { "restore-postgres-begin.sql": begin, "restore-postgres-end.sql": end }),
    env: loginOf(database, credential),
    memory: memory(mebi(64), mebi(256), "pg_restore and psql stream"),
  };
}
