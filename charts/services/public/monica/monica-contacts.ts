import { loginOf } from "../../storage/postgres/postgres-login";
import {
  Credential,
  calls,
  composed,
  endpoints,
  images,
  internalAuthority,
  type Job,
  job,
  mebi,
  memory,
  minutes,
  random,
  user,
} from "../../vocabulary";
import { takesOn } from "../takes-on";
import script from "./let-in.sh";
import sql from "./let-in.sql";

/** What n8n shows to enter contacts. Monica knows no rights that are smaller than those of the account. */
export const contactsAccess = new Credential("monica-contacts", "enters contacts into Monica, as you", {
  token: random(),
  bearer: composed("Bearer {token}"),
});

/** The vault of Monica that new customers come into. */
export const customersVault = "mk360";

/** Its pages make tokens of chance alone; `database` opens the table that keeps them. */
export const letIn = (database: Credential): Job =>
  job("monica-contacts", {
    does: "Lets n8n enter new customers into Monica, where customers are taken on, and takes that away where they are not.",
    network: "public",
    machine: "vps",
    phase: 2,
    // The database's own image, which the machine has anyway.
    image: images.postgres,
    runsAs: user(999),
    command: ["sh", "/contacts/let-in.sh"],
    env: {
      ...loginOf("monica", database),
      OWNER_EMAIL: ({ config }) => config.contact,
      TOKEN_FILE: contactsAccess.file("token"),
      WANTED: ({ config }) => (takesOn(config) ? "yes" : "no"),
      WAIT_SECONDS: `${minutes(50).seconds}`,
    },
    files: { "/contacts/let-in.sh": script, "/contacts/let-in.sql": sql },
    secrets: [internalAuthority.file("ca.crt")],
    uses: [calls(endpoints.postgres, "lets n8n into Monica's contacts")],
    memory: memory(mebi(16), mebi(64), "psql alone"),
    endsWithin: minutes(60),
    retries: 4,
  });
