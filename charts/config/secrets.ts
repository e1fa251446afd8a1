import { z } from "zod";
import { field } from "./field";
import { listOf, section } from "./groups";

/** The public half of an age key: Bech32 of 32 bytes. */
const recipient = field(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/), {
  says: "The public half of an age key, as .sops.yaml names it.",
  allowed: "age1 and 58 letters and digits, as age-keygen -y prints it",
  fix: "take it from whoever holds the key; the private half begins with AGE-SECRET-KEY and belongs nowhere here",
});

export const secretsSchema = section("Who reads secrets/ in the repository.", {
  recipients: listOf(
    "Keys that may read secrets/, beside those that lie on the computer where mk360 runs: your own and that of Flux.",
    recipient,
    20,
  ).default([]),
}).prefault({});
