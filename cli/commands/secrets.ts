import { Command } from "commander";
import { secretsApplyCommand } from "./secrets-apply";
import { secretsExportCommand } from "./secrets-export";
import { secretsInitCommand } from "./secrets-init";
import { secretsListCommand } from "./secrets-list";
import { secretsRenewCommand } from "./secrets-renew";
import { secretsRotateCommand } from "./secrets-rotate";

/** `mk360 secrets ...`: everything that the stack keeps secret. */
export function secretsCommand(): Command {
  const command = new Command("secrets").description("make, show, change and deliver what the stack keeps secret");
  const parts = [
    secretsInitCommand(),
    secretsApplyCommand(),
    secretsListCommand(),
    secretsRotateCommand(),
    secretsRenewCommand(),
    secretsExportCommand(),
  ];
  for (const part of parts) command.addCommand(part);
  return command;
}
