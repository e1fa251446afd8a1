import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { outsideNames } from "./network/ends";

type TabCompletion = ReturnType<typeof tab>;

const help = `
The names are those of the folder that you are in. bash wants the package bash-completion.

Examples, for ~/.bashrc; ~/.zshrc takes the same with zsh. The function stands for npx, which shells cannot complete:
  mk360() { npx mk360 "$@"; }
  source <(npx mk360 completion bash)`;

/** Adds `mk360 completion`, which prints what a shell needs, and what the tab key asks us then. */
export async function addCompletion(program: Command): Promise<void> {
  const completion = tab(program, { completionCommandName: "completion" });
  program.commands.find((command) => command.name() === "completion")?.addHelpText("after", help);
  if (process.argv[2] === "complete") await nameArguments(completion);
}

/** Names of the owner's own stack, for every argument that is one. */
async function nameArguments(completion: TabCompletion): Promise<void> {
  const { workloads, secrets } = await knownNames();
  const outside = [...outsideNames.keys()];
  const names: Readonly<Record<string, readonly string[]>> = {
    explain: workloads,
    network: [...workloads, ...outside],
    "secrets rotate": secrets,
    "secrets renew": secrets,
    "secrets export": secrets,
  };
  for (const [command, known] of Object.entries(names)) {
    const found = completion.commands.get(command);
    for (const argument of found?.arguments.values() ?? [])
      if (argument.name !== "key")
        argument.handler = (complete) => {
          for (const name of known) complete(name, "");
        };
  }
}

/** None in a folder without a configuration that can be used: the tab key is no place to say so. */
async function knownNames(): Promise<{ readonly workloads: readonly string[]; readonly secrets: readonly string[] }> {
  try {
    const { stack } = await (await import("./project")).openProject();
    const { knownWorkloads } = await import("./find-workload");
    return { workloads: knownWorkloads(stack), secrets: [...stack.credentials.keys()].map(({ name }) => name) };
  } catch {
    return { workloads: [], secrets: [] };
  }
}
