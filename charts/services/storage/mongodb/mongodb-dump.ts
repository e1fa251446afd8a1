import dumpMongodb from "../../backup/dump-mongodb.sh";
import { dumpedBy } from "../../backup/dumped-by";
import { type Credential, type Dump, endpoints, images, internalAuthority, mebi, memory } from "../../vocabulary";

/** Puts a dump back into the database it is of: each collection of the dump in the place of the one that stands there. */
export function restoreOfMongodb(database: string): readonly string[] {
  return ["mongorestore", "--gzip", "--drop", `--archive=${database}.archive.gz`];
}

/** One database, as its own user, with the programs of the server's own version. */
export function dumpOfMongodb(database: string, credential: Credential): Dump {
  return {
    image: images["mongo-7"],
    ...dumpedBy("dump-mongodb.sh", dumpMongodb),
    env: {
      MONGO_HOST: endpoints.mongodb.host,
      MONGO_PORT: endpoints.mongodb.number,
      MONGO_USER: database,
      MONGO_DATABASE: database,
      MONGO_PASSWORD_FILE: credential.file("password"),
      MONGO_CA_FILE: internalAuthority.file("ca.crt"),
      HOME: "/tmp",
    },
    memory: memory(mebi(64), mebi(256), "mongodump holds one batch of documents of each collection"),
  };
}
