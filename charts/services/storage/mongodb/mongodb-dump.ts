import dumpMongodb from "../../backup/dump-mongodb.sh";
import { dumpedBy } from "../../backup/dumped-by";
import restoreMongodb from "../../backup/restore-mongodb.sh";
import { type Credential, type Dump, type Environment, endpoints, images, internalAuthority, mebi, memory } from "../../vocabulary";

/** One database, as its own user, with the programs of the server's own version. */
export function dumpOfMongodb(database: string, credential: Credential): Dump {
  return {
    image: images["mongo-7"],
    ...dumpedBy("dump-mongodb.sh", dumpMongodb),
    env: loginOf(database, credential),
    memory: memory(mebi(64), mebi(256), "mongodump holds one batch of documents of each collection"),
  };
}

/** Puts such a dump back: each collection of it in the place of the one that stands there. */
export function restoreOfMongodb(database: string, credential: Credential): Dump {
  return {
    image: images["mongo-7"],
    ...dumpedBy("restore-mongodb.sh", restoreMongodb),
    env: loginOf(database, credential),
    memory: memory(mebi(64), mebi(256), "mongorestore holds a few batches of documents"),
  };
}

function loginOf(database: string, credential: Credential): Environment {
  return {
    MONGO_HOST: endpoints.mongodb.host,
    MONGO_PORT: endpoints.mongodb.number,
    MONGO_USER: database,
    MONGO_DATABASE: database,
    MONGO_PASSWORD_FILE: credential.file("password"),
    MONGO_CA_FILE: internalAuthority.file("ca.crt"),
    HOME: "/tmp",
  };
}
