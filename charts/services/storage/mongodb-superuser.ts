import { Credential, random, text } from "../../model/credential";

/** MongoDB's root user: the server makes it at its first start, the provisioning job uses it. */
export const mongoSuperuser = new Credential("mongodb-superuser", "lets MongoDB's root user in", {
  username: text("root"),
  password: random(),
});
