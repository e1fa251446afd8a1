import { asking, programIn, smallNode } from "../../set-up/set-up";
import {
  type Administrator,
  Credential,
  calls,
  composed,
  type Endpoint,
  lasting,
  noSecondFactor,
  random,
  type SetUp,
} from "../../vocabulary";
import addAdminScript from "./add-admin.mjs";

export const master = new Credential("opensign-master", "lets into all of OpenSign's data, past every right", { key: random(64) });

/** How a client names the server that it means; no secret. */
export const application = "opensign";
/** Where the server answers. */
export const mount = "/app";

const owner = new Credential("opensign-owner", "OpenSign's administrator, whose name is your mail address", {
  password: lasting(24, {
    because: "the administrator is made once, and is you from then on",
    instead: "log in to OpenSign and change the password in your profile",
  }),
  // What n8n adds to its question for a session.
  "sign-in": composed('{"body":{"password":"{password}"}}'),
});

/** Has n8n sign in as the administrator, who so finds in his own list what n8n had signed. */
export const signIn = owner.file("sign-in");

export const administrator: Administrator = {
  name: "contact",
  password: owner.file("password"),
  comes: "its set-up adds him, with the address that contact had on that day, before the proxy passes on anybody",
  secondFactor: noSecondFactor("the program has none for those who log in"),
};

export const addAdmin = (own: Endpoint): SetUp => ({
  enters: "your account, as the administrator",
  ...asking("add-admin.mjs", "calls three functions"),
  files: programIn("/set-up", { "add-admin.mjs": addAdminScript }),
  env: {
    OPENSIGN_URL: `http://${own.address}${mount}`,
    OPENSIGN_APP: application,
    OPENSIGN_OWNER: ({ config }) => config.contact,
    OPENSIGN_PASSWORD_FILE: owner.file("password"),
    OPENSIGN_MASTER_KEY_FILE: master.file("key"),
    OPENSIGN_COMPANY: ({ config }) => config.domain,
    TZ: ({ config }) => config.timeZone,
    ...smallNode,
  },
  uses: [calls(own, "makes your account")],
});
