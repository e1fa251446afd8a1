import { type Command, InvalidArgumentError, Option } from "commander";
import type { ClusterOptions } from "./cluster";

/** The options of every command that looks at a cluster. */
export function withCluster(command: Command): Command {
  return command
    .option("--kubeconfig <file>", "the kubeconfig; default: KUBECONFIG, else the one in your home folder")
    .option("--context <name>", "the context in it; default: its current one")
    .addOption(
      new Option(
        "--timeout <seconds>",
        "how long to wait for an API server that is away; default: 30, and not at all for one that refuses the first call",
      ).argParser(seconds),
    );
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3600) throw new InvalidArgumentError("Allowed: whole seconds from 1 to 3600.");
  return value;
}

export type { ClusterOptions };
