import { bcrypt, Credential, random, secretPath, text } from "../../vocabulary";
import { inner } from "./caddyfile-block";

const user = "owner";

/** One login for all VPN sites whose programs know none of their own. */
const vpnLogin = new Credential("vpn-sites-login", "opens the VPN sites whose programs ask nobody who he is", {
  username: text(user),
  password: random(24),
  "password-hash": bcrypt("password"),
});

const hash = vpnLogin.file("password-hash");

/** What the proxy that asks for it must be given. */
export const loginSecrets = [hash];

/** The lines of a site that is behind it. */
export const askForLogin = inner("basic_auth", [`${user} {file.${secretPath(hash)}}`]);
