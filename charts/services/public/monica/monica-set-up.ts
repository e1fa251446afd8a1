import { asking, programIn, smallNode } from "../../set-up/set-up";
import { type Administrator, byHand, Credential, calls, composed, type Endpoint, lasting, type SetUp } from "../../vocabulary";
import registerScript from "./register.mjs";

const owner = new Credential("monica-owner", "your account in Monica, whose name is your mail address", {
  chance: lasting(24, {
    because: "the account is made once, and is yours from then on",
    instead: "log in to Monica and give yourself another password in your profile",
  }),
  // Monica wants letters of both cases, a digit and a sign in each.
  password: composed("{chance}-Mk360"),
});

export const administrator: Administrator = {
  name: "contact",
  password: owner.file("password"),
  comes: "its set-up registers him, with the address that contact had on that day, before the proxy passes on anybody",
  secondFactor: byHand("in your profile"),
};

/** Its page for the first account, which answers only while there is none. */
export const firstAccount = "/register";

export const register = (own: Endpoint): SetUp => ({
  enters: "your account",
  ...asking("register.mjs", "asks two pages"),
  files: programIn("/set-up", { "register.mjs": registerScript }),
  env: {
    MONICA_URL: `http://${own.address}`,
    MONICA_OWNER: ({ config }) => config.contact,
    MONICA_PASSWORD_FILE: owner.file("password"),
    ...smallNode,
  },
  uses: [calls(own, "makes your account")],
});
