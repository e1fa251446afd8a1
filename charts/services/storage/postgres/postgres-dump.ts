import dumpPostgres from "../../backup/dump-postgres.sh";
import { dumpedBy } from "../../backup/dumped-by";
import { type Credential, type Dump, images, mebi, memory } from "../../vocabulary";
import { loginOf } from "./postgres-login";

/** Puts a dump back into the database it is of, whatever stands there: as its owner, in one transaction. */
export function restoreOfPostgres(database: string): readonly string[] {
  return ["pg_restore", "--clean", "--if-exists", "--single-transaction", `--dbname=${database}`, `${database}.dump`];
}

/** One database, as its owner, with the programs of the server's own version. */
export function dumpOfPostgres(database: string, credential: Credential): Dump {
  return {
    image: images.postgres,
    ...dumpedBy("dump-postgres.sh", dumpPostgres),
    env: loginOf(database, credential),
    memory: memory(mebi(64), mebi(256), "pg_dump streams, the compression holds a window"),
  };
}
