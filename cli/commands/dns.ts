import { Command } from "commander";
import { dnsCheckCommand } from "./dns-check";

/** `mk360 dns ...`: the names of the sites. */
export function dnsCommand(): Command {
  return new Command("dns").description("what the internet and the VPN are told of the names of the sites").addCommand(dnsCheckCommand());
}
