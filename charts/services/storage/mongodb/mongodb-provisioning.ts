import {
  type Context,
  calls,
  capped,
  cores,
  endpoints,
  images,
  internalAuthority,
  job,
  mebi,
  memory,
  milli,
  minutes,
  secretPath,
  upTo,
  user,
} from "../../vocabulary";
import { mongoSuperuser } from "./mongodb-superuser";
import provision from "./provision-mongodb.mjs";

/** Makes each client's user what it should be; safe to run again and again. */
export const provisioning = job("mongodb-provisioning", {
  does: "Makes one user for each database of MongoDB and sets its password.",
  network: "storage",
  machine: "vps",
  phase: 3,
  image: images["mongo-7"],
  runsAs: user(999),
  command: ["mongosh", "--quiet", "--norc", "--nodb", "--file", "/provisioning/provision-mongodb.mjs"],
  env: {
    MONGO_HOST: endpoints.mongodb.host,
    MONGO_PORT: endpoints.mongodb.number,
    MONGO_PASSWORD_FILE: mongoSuperuser.file("password"),
    MONGO_CA_FILE: internalAuthority.file("ca.crt"),
    MONGO_USERS: "/provisioning/users.tsv",
    HOME: "/tmp",
  },
  files: { "/provisioning/provision-mongodb.mjs": provision, "/provisioning/users.tsv": users },
  secrets: ({ grants }) => grants("mongodb").map(({ credential }) => credential.file("password")),
  writes: { "/tmp": upTo(mebi(64)) },
  uses: [calls(endpoints.mongodb, "creates users and sets their passwords")],
  memory: memory(mebi(128), mebi(256), "the shell is a Node program"),
  cpu: capped(milli(50), cores(1), "its start takes a whole core for a second"),
  endsWithin: minutes(15),
  retries: 6,
});

/** One line a user, who is named as his database: the name, and the file with the password. */
function users({ grants }: Context): string {
  return grants("mongodb")
    .map(({ name, credential }) => `${name}\t${secretPath(credential.file("password"))}\n`)
    .join("");
}
