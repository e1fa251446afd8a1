import { asking, programIn, smallNode } from "../set-up/set-up";
import { type Credential, calls, type Endpoint, type SetUp } from "../vocabulary";
import inviteScript from "./invite.mjs";

/** Whoever has an account in a vault was invited: the owner by this, the others by him. */
export const invite = (name: string, own: Endpoint, admin: Credential): SetUp => ({
  enters: "your address, as invited",
  ...asking("invite.mjs", "asks three pages"),
  files: programIn("/set-up", { "invite.mjs": inviteScript }),
  env: {
    SERVICE: name,
    VAULT_URL: `http://${own.address}`,
    VAULT_OWNER: ({ config }) => config.contact,
    VAULT_PASSWORD_FILE: admin.file("password"),
    ...smallNode,
  },
  uses: [calls(own, "invites you")],
});
