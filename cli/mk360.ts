import { Command } from "commander";
import { Refusal } from "../charts/config/refusal";
import { Mistake } from "../charts/model/mistake";
import { capacityCommand } from "./commands/capacity";
import { doctorCommand } from "./commands/doctor";
import { explainCommand } from "./commands/explain";
import { networkCommand } from "./commands/network";
import { secretsCommand } from "./commands/secrets";
import { statusCommand } from "./commands/status";
import { terminal } from "./terminal";

const program = new Command("mk360")
  .description("Looks at the stack and looks after its secrets. Applying stays kubectl's and Flux's.")
  .showHelpAfterError("(mk360 help shows what there is)")
  .addHelpText(
    "after",
    "\nRun it in the folder of config.yaml. Exit codes: 0 all is well, 1 refused or failed, 2 looked and found something wrong.",
  );

const commands = [statusCommand(), doctorCommand(), capacityCommand(), networkCommand(), explainCommand(), secretsCommand()];
for (const command of commands) program.addCommand(command);

// A handler lets the write that is under way end: each replaces a file or a folder at once.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.on(signal, () => process.exit(code));
// `mk360 list | head` closes our output early; that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof Refusal || error instanceof Mistake)) throw error;
  terminal.done();
  terminal.say(error.message);
  process.exitCode = 1;
});
