import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { withCluster } from "../hosts/kubeconfig";
import { Remote } from "../hosts/remote";
import { serverOf } from "../hosts/server";
import { openProject } from "../project";
import { terminal } from "../terminal";

/** Where k3s leaves it on the server. */
const ofK3s = "/etc/rancher/k3s/k3s.yaml";

interface Options {
  readonly user: string;
  readonly to?: string;
}

/** `mk360 hosts kubeconfig`: brings the cluster's kubeconfig from the server to this computer. */
export function hostsKubeconfigCommand(): Command {
  return new Command("kubeconfig")
    .description("bring the cluster's kubeconfig from the server to this computer; other clusters in the file stay")
    .option("--user <name>", "who logs in, and is root or may become it with sudo", "root")
    .option("--to <file>", "the file; default: ~/.kube/config")
    .addHelpText("after", "\nWhoever has it may do everything in the cluster. It is current from then on, under the name mk360.")
    .action(async ({ user, to = join(homedir(), ".kube/config") }: Options) => {
      const machine = serverOf((await openProject()).stack);
      const remote = await Remote.find(machine, user);
      const text = withCluster(existsSync(to) ? readFileSync(to, "utf8") : "", {
        ofK3s: await remote.read(ofK3s),
        server: `https://${machine.wireguardAddress}:6443`,
        file: to,
      });
      write(to, text);
      terminal.print(`The cluster is the current one of ${to}, by the name mk360. This computer reaches it in the VPN.`);
    });
}

/** Whole, or not at all; nobody else may read it. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, file);
}
