// Prints a new age key as JSON. A program of its own, because the library is a module that jest cannot load.
import { generateIdentity, identityToRecipient } from "age-encryption";

const identity = await generateIdentity();
process.stdout.write(JSON.stringify({ identity, recipient: await identityToRecipient(identity) }));
