import { Command } from "commander";
import { failureText } from "./failure";
import { sayInterruptions } from "./interrupted";
import { terminal } from "./terminal";

/** Each is loaded when it is asked for, all of them for help: what secrets need would double the start of the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  status: async () => (await import("./commands/status")).statusCommand(),
  doctor: async () => (await import("./commands/doctor")).doctorCommand(),
  capacity: async () => (await import("./commands/capacity")).capacityCommand(),
  network: async () => (await import("./commands/network")).networkCommand(),
  explain: async () => (await import("./commands/explain")).explainCommand(),
  secrets: async () => (await import("./commands/secrets")).secretsCommand(),
};

const program = new Command("mk360")
  .description("Looks at the stack and looks after its secrets. Applying stays kubectl's and Flux's.")
  .showHelpAfterError("(mk360 help shows what there is)")
  .addHelpText(
    "after",
    `
Run it in the folder of config.yaml.
Exit codes: 0 all is well, 1 refused or failed, 2 looked and found something wrong, 130 interrupted.`,
  );

sayInterruptions();
// What fails outside of every promise, such as in the handler of an event.
process.on("uncaughtException", fail);
// `mk360 list | head` closes our output early; that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

async function run(): Promise<void> {
  const wanted = process.argv[2] ?? "";
  const loads = Object.hasOwn(commands, wanted) ? [commands[wanted]] : Object.values(commands);
  for (const load of loads) if (load) program.addCommand(await load());
  await program.parseAsync();
}

function fail(error: unknown): never {
  terminal.done();
  terminal.say(failureText(error, process.argv.slice(2)));
  // At once: what is still being asked of the cluster matters no more.
  process.exit(1);
}

run().catch(fail);
