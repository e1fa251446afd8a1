import { type Credential, capped, cores, images, internalAuthority, mebi, memory, milli, Program, upTo, user } from "../../vocabulary";
import { patience } from "../patience";
import script from "./wait-for-mongodb.mjs";

/** Ends when MongoDB takes the client's own login, with the server's certificate and name checked. */
export function waitForMongo(database: string, credential: Credential): Program {
  return new Program(`wait-for-${credential.name}`, {
    image: images["mongo-7"],
    command: ["mongosh", "--quiet", "--norc", "--nodb", "--file", "/wait/wait-for-mongodb.mjs"],
    env: {
      MONGO_URL_FILE: credential.file("url"),
      MONGO_DATABASE: database,
      WAIT_SECONDS: `${patience.seconds}`,
      HOME: "/mongosh",
      TMPDIR: "/mongosh",
    },
    files: { "/wait/wait-for-mongodb.mjs": script },
    // The address in the file names it.
    secrets: [internalAuthority.file("ca.crt")],
    runsAs: user(999),
    // Not /tmp, which in its pod is the client's.
    writes: { "/mongosh": upTo(mebi(64)) },
    memory: memory(mebi(128), mebi(256), "the shell is a Node program"),
    cpu: capped(milli(50), cores(1), "its start takes a whole core for a second"),
  });
}
