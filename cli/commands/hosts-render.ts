import { join } from "node:path";
import { Command } from "commander";
import { machineFolder } from "../../charts/output/machines";
import { write } from "../../charts/output/publish";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** `mk360 hosts render`: the machines' folders as config.yaml gives them now, somewhere else than in the project. */
export function hostsRenderCommand(): Command {
  return new Command("render")
    .description("write the machines' folders as config.yaml gives them now into another folder; generated/hosts is the synth's")
    .argument("<folder>", "where; a folder a machine is made in it")
    .action(async (folder: string) => {
      const { stack } = await openProject();
      for (const machine of stack.machines) {
        const files = machineFolder(stack, machine);
        write(join(folder, machine.name), files);
        terminal.print(`${files.size} files in ${join(folder, machine.name)}.`);
      }
    });
}
