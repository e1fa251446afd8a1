import { z } from "zod";
import { field } from "./field";
import { listOf, section } from "./groups";

/** The public half of an age key, in Bech32: of 32 bytes, or longer with the name of its kind; or an SSH key. */
const publicKey =
  /^(age1[02-9ac-hj-np-z]{58}|age1[a-z][a-z0-9-]*1[02-9ac-hj-np-z]{38,}|ssh-(ed25519|rsa) [A-Za-z0-9+/]{40,}={0,2}( \S+)?)$/;

const recipient = field(z.string().max(4096).regex(publicKey), {
  says: "The public half of an age key or SSH key, as .sops.yaml names it.",
  allowed:
    "age1 and 58 letters and digits, as age-keygen -y prints it; the longer one of a plugin; or an SSH key, ssh-ed25519 or ssh-rsa and its text",
  fix: "take it from whoever holds the key; the private half begins with AGE-SECRET-KEY and belongs nowhere here",
});

export const secretsSchema = section("Who reads secrets/ in the repository.", {
  recipients: listOf(
    "Keys that read secrets/cluster, beside those that lie on the computer where mk360 runs: your own and that of Flux.",
    recipient,
    20,
  ).default([]),
}).prefault({});
