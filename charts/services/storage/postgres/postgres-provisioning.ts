import {
  type Context,
  calls,
  endpoints,
  type GrantKind,
  images,
  internalAuthority,
  job,
  mebi,
  memory,
  minutes,
  secretPath,
  upTo,
  user,
} from "../../vocabulary";
import { monitor, ownDatabase } from "./postgres-grants";
import { superuserCredential } from "./postgres-superuser";
import provision from "./provision.sh";
import monitorScript from "./provision-monitor.sql";
import role from "./provision-role.sql";

/** Makes each client's database and role what they should be; safe to run again and again. */
export const provisioning = job("postgres-provisioning", {
  does: "Creates the databases and roles, sets their passwords and takes everybody else's rights.",
  network: "storage",
  machine: "vps",
  phase: 1,
  image: images.postgres,
  runsAs: user(999),
  command: ["sh", "/provisioning/provision.sh"],
  env: {
    PGHOST: endpoints.postgres.host,
    PGPORT: endpoints.postgres.number,
    PGUSER: "postgres",
    PGDATABASE: "postgres",
    PGPASSWORD_FILE: superuserCredential.file("password"),
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: internalAuthority.file("ca.crt"),
  },
  files: {
    "/provisioning/provision.sh": provision,
    "/provisioning/role.sql": role,
    "/provisioning/monitor.sql": monitorScript,
    "/provisioning/databases.tsv": linesOf(ownDatabase),
    "/provisioning/monitors.tsv": linesOf(monitor),
  },
  secrets: ({ grants }) => grants("postgres").map(({ credential }) => credential.file("password")),
  writes: { "/tmp": upTo(mebi(16)) },
  uses: [calls(endpoints.postgres, "creates databases and roles")],
  memory: memory(mebi(32), mebi(128), "psql alone"),
  endsWithin: minutes(15),
  retries: 6,
});

/** One line a database, or a user that reads figures: its name, its connection limit, and the file with its role's password. */
function linesOf(kind: GrantKind): (context: Context) => string {
  return ({ grants }) =>
    grants("postgres")
      .filter((row) => row.kind === kind)
      .map(({ name, connections, credential }) => `${name}\t${connections}\t${secretPath(credential.file("password"))}\n`)
      .join("");
}
