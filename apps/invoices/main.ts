import { Rules } from "./electronic/rules.ts";
import { serverOf } from "./http/server.ts";
import { Ledger } from "./ledger/ledger.ts";
import { Gotenberg } from "./page/gotenberg.ts";
import { Examiner } from "./received/examiner.ts";
import { settings } from "./settings.ts";

const { port, timeZone, token, rules, gotenberg, seller, database } = settings();
const ledger = new Ledger(database);
await ledger.prepare();
const converter = new Gotenberg(gotenberg);
const issuer = { seller, timeZone, ledger, rules: new Rules(rules), gotenberg: converter };
const receiver = { examiner: new Examiner(rules), gotenberg: converter, timeZone };
const server = serverOf(issuer, receiver, token).listen(port, () => console.log(`invoices on port ${port}`));

// Longer than whoever asks keeps a connection for the next question: else that would meet its end.
server.keepAliveTimeout = 75_000;

// What is under way is finished: a number that is taken gets its invoice.
process.on("SIGTERM", () => server.close(() => void ledger.end()));
