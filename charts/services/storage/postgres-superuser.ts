import { Credential, lasting, text } from "../../model/credential";

/** PostgreSQL's superuser: the server makes it at its first start, the provisioning job uses it. */
export const superuserCredential = new Credential("postgres-superuser", "lets PostgreSQL's superuser in", {
  username: text("postgres"),
  password: lasting(40, "PostgreSQL takes it when its data directory is made; change it there first"),
});
