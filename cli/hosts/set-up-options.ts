import type { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";

/** Who sets a machine up, and how long a change waits for its confirmation. */
export interface SetUpOptions {
  readonly user: string;
  /** Seconds. */
  readonly wayBack: number;
}

/** The options of every command that sets machines up; `self` is what it is called in a refusal. */
export function withSetUp(command: Command, self: string): Command {
  return command
    .option("--user <name>", "who logs in on the machines, and is root or may become it with sudo", "root")
    .option(
      "--way-back <seconds>",
      "a change that nobody can confirm over a new connection is undone after so long",
      (text) => seconds(text, self),
      120,
    );
}

function seconds(text: string, self: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Refusal(self, [
    { where: "--way-back", value: text, allowed: "a number of seconds from 1 to 9999", fix: "leave it out to get 120" },
  ]);
}
