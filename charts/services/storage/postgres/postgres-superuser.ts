import { Credential, type Environment, images, mebi, memory, Program, random, text } from "../../vocabulary";
import script from "./set-superuser-password.sh";

/** PostgreSQL's superuser: the provisioning job uses it, and no client. */
export const superuserCredential = new Credential("postgres-superuser", "lets PostgreSQL's superuser in", {
  username: text("postgres"),
  password: random(),
});

/** Where the server and what runs before it find its data and the superuser's password. */
export const superuserEnv: Environment = {
  PGDATA: "/var/lib/postgresql/data/pgdata",
  POSTGRES_PASSWORD_FILE: superuserCredential.file("password"),
};

/** The server takes a password only when it makes its data directory; from then on it gets each new one here. */
export const setSuperuserPassword = new Program("set-superuser-password", {
  image: images.postgres,
  command: ["sh", "/superuser/set-superuser-password.sh"],
  env: superuserEnv,
  files: { "/superuser/set-superuser-password.sh": script },
  memory: memory(
    mebi(64),
    mebi(512),
    "PostgreSQL for one statement, with the settings that it has by itself; after a crash it repairs first",
  ),
});
