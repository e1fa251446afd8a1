import { Command } from "commander";
import { secretsInitCommand } from "./secrets-init";

/** `mk360 secrets ...`: everything that the stack keeps secret. */
export function secretsCommand(): Command {
  const command = new Command("secrets").description("make, show, change and deliver what the stack keeps secret");
  for (const part of [secretsInitCommand()]) command.addCommand(part);
  return command;
}
