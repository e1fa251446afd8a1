import { Command } from "commander";
import { version } from "../package.json";
import { failureText } from "./failure";
import { sayInterruptions } from "./interrupted";
import { terminal } from "./terminal";

/** Each is loaded when it is asked for, all of them for help: what secrets need would double the start of the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  status: async () => (await import("./commands/status")).statusCommand(),
  doctor: async () => (await import("./commands/doctor")).doctorCommand(),
  selftest: async () => (await import("./commands/selftest")).selftestCommand(),
  capacity: async () => (await import("./commands/capacity")).capacityCommand(),
  network: async () => (await import("./commands/network")).networkCommand(),
  explain: async () => (await import("./commands/explain")).explainCommand(),
  dns: async () => (await import("./commands/dns")).dnsCommand(),
  secrets: async () => (await import("./commands/secrets")).secretsCommand(),
  hosts: async () => (await import("./commands/hosts")).hostsCommand(),
  vpn: async () => (await import("./commands/vpn")).vpnCommand(),
  restore: async () => (await import("./commands/restore")).restoreCommand(),
  workflows: async () => (await import("./commands/workflows")).workflowsCommand(),
};

const program = new Command("mk360")
  .description(
    "Looks at the stack, and looks after its secrets, its machines, its devices, its workflows and what is restored. Applying stays kubectl's and Flux's.",
  )
  .version(version, "--version", "the version of this command")
  .showHelpAfterError("(mk360 help shows what there is)")
  .addHelpText(
    "after",
    `
Run it in the folder of config.yaml.
Exit codes: 0 all is well, 1 refused or failed, 2 looked and found something wrong or never proven, 130 interrupted.`,
  );

sayInterruptions();
// What fails outside of every promise, such as in the handler of an event.
process.on("uncaughtException", fail);
// `mk360 list | head` closes our output early; that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

async function run(): Promise<void> {
  const words = process.argv.slice(2);
  const [wanted = ""] = words;
  if (Object.hasOwn(commands, wanted)) program.addCommand(await load(wanted));
  else await loadAll();
  const holder = holderOf(words);
  if (holder) holder.outputHelp();
  else await program.parseAsync();
}

async function load(name: string): Promise<Command> {
  const command = await commands[name]?.();
  if (!command) throw new Error(`there is no command ${name}`);
  return command;
}

async function loadAll(): Promise<void> {
  for (const name of Object.keys(commands)) program.addCommand(await load(name));
  await (await import("./completion")).addCompletion(program);
}

/** The command that `words` name, when it only holds others: who types it alone asks what there is. */
function holderOf(words: readonly string[]): Command | undefined {
  let command: Command | undefined = program;
  for (const word of words) command = command?.commands.find((part) => part.name() === word);
  return command && command.commands.length > 0 ? command : undefined;
}

function fail(error: unknown): never {
  terminal.done();
  terminal.say(failureText(error, process.argv.slice(2)));
  // At once: what is still being asked of the cluster matters no more.
  process.exit(1);
}

run().catch(fail);
