import { Command } from "commander";
import { Refusal } from "../../charts/config/refusal";
import { isAddress } from "../../charts/values/address";
import { checkDns, verdictsOf } from "../dns/check";
import { dnsWords } from "../dns/show";
import { openProject } from "../project";
import { terminal } from "../terminal";
import { exitCodeOf } from "../verdict";

interface Options {
  readonly resolver: readonly string[];
  readonly json?: boolean;
}

const help = `
Asked are the name servers of the domain, which know at once what you have typed at the registrar; the public resolvers of
config.yaml, which may remember for an hour what was there before; and the server's resolver, which devices in the VPN ask.
Only questions are sent, and nothing is changed.

Exit codes: 0 all is as it should be, 1 refused, 2 something is wrong, or nobody in the internet answers.

Examples:
  mk360 dns check
  mk360 dns check --resolver 1.1.1.1 8.8.8.8`;

/** `mk360 dns check`: whether the names lead where they should, and what to type at the registrar where they do not. */
export function dnsCheckCommand(): Command {
  return new Command("check")
    .description("whether the names lead where they should, and what to type at the registrar where they do not")
    .option("--resolver <address...>", "ask these in place of the name servers and the public resolvers", [])
    .option("--json", "the same as data")
    .addHelpText("after", help)
    .action(async ({ resolver, json }: Options) => {
      resolver.forEach(refuseNoAddress);
      const { stack } = await openProject();
      terminal.progress("asking");
      const judged = await checkDns(stack, resolver);
      terminal.done();
      if (json) terminal.printJson({ version: 1, domain: stack.config.domain, asked: judged });
      else terminal.print(dnsWords(judged));
      process.exitCode = exitCodeOf(verdictsOf(judged));
    });
}

function refuseNoAddress(value: string): void {
  const [address = "", port = "53", rest] = value.split(":");
  if (isAddress(address) && /^\d{1,5}$/.test(port) && Number(port) < 65536 && rest === undefined) return;
  const allowed = "an IPv4 address, with a port where it is not 53, such as 1.1.1.1 or 127.0.0.1:5353";
  throw new Refusal("mk360 dns check", [{ where: "--resolver", value, allowed, fix: "write the address and not the name" }]);
}
