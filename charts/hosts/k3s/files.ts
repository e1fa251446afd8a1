import type { Config } from "../../config/schema";
import { writeYaml } from "../../config/write-yaml";
import type { Machine } from "../../model/machine/machine";
import { admission } from "./admission";
import { auditPolicy } from "./audit";
import { k3sFolder, k3sSettings } from "./settings";

/** The stable release of the Kubernetes that the manifests are tried against. */
export const k3sRelease = "v1.36.3+k3s1";

/** What k3s is on a machine, its release, and what it reads there. */
export function k3sFiles(machine: Machine, config: Config): Record<string, string> {
  const file = (name: string, content: Parameters<typeof writeYaml>[0]) => ({
    [`${k3sFolder.slice(1)}/${name}`]: headingOf(name, machine) + writeYaml(content),
  });
  return {
    k3s: `${machine.role} ${k3sRelease}\n`,
    ...file("config.yaml", k3sSettings(machine, config)),
    ...(machine.role === "server" ? { ...file("admission.yaml", admission()), ...file("audit.yaml", auditPolicy()) } : {}),
  };
}

function headingOf(name: string, machine: Machine): string {
  return `# ${k3sFolder}/${name} of ${machine.name}, for k3s ${k3sRelease}. Made by npm run synth; what is changed here by hand is lost.\n`;
}
