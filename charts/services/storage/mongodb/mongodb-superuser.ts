import { Credential, lasting, text } from "../../vocabulary";

/** MongoDB's root user: the server makes it at its first start, the provisioning job uses it. */
export const mongoSuperuser = new Credential("mongodb-superuser", "lets MongoDB's root user in", {
  username: text("root"),
  password: lasting(40, {
    because: "MongoDB takes it when its data directory is made, and never again",
    instead: 'in mongosh, as root: `db.getSiblingDB("admin").changeUserPassword("root", passwordPrompt())`',
  }),
});
