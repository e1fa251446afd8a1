import { bcrypt, Credential, random, text } from "../../vocabulary";
import { inner } from "./caddyfile-block";

const user = "owner";

/** One login for all VPN sites whose programs know none of their own. */
const vpnLogin = new Credential("vpn-sites-login", "opens the VPN sites whose programs ask nobody who he is", {
  username: text(user),
  password: random(24),
  "password-hash": bcrypt("password"),
});

const hash = "VPN_SITES_PASSWORD_HASH";

/** The variables of the proxy that asks for it. */
export const loginVariables = { [hash]: vpnLogin.value("password-hash") };

/** The lines of a site that is behind it. */
export const askForLogin = inner("basic_auth", [`${user} {env.${hash}}`]);
