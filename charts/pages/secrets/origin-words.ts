import type { Origin } from "../../model/access/credential";
import { code } from "../markdown";

/** How a key of a credential comes to be, in words; never what it holds, except where that is no secret. */
export function originWords(origin: Origin): string {
  switch (origin.kind) {
    case "text":
      return `${code(origin.text)}, no secret`;
    case "random":
      return `${origin.characters} random letters and digits${origin.lasts ? `; never changed here: ${origin.lasts.because}. Instead: ${origin.lasts.instead}` : ""}`;
    case "htpasswd":
      return `htpasswd line for ${code(origin.user)} with the bcrypt hash of ${code(origin.password)}`;
    case "bcrypt":
      return `bcrypt hash of ${code(origin.password)}`;
    case "argon2":
      return `argon2id hash of ${code(origin.password)}`;
    case "composed":
      return `put together: ${code(origin.template)}`;
    case "ca":
      return "certificate of the internal authority";
    case "certificate":
      return `${origin.part === "key" ? "key of a" : "the"} certificate of the internal authority for ${origin.names.map(code).join(", ")}`;
    case "key pair":
      return `${origin.part} half of ${{ RSA: "an RSA", SSH: "an SSH", WireGuard: "a WireGuard" }[origin.of]} key pair`;
    case "given":
      return `you enter ${origin.what}`;
  }
}
