import gateUnit from "../../../hosts/files/cold-start/gate.conf";
import gate from "../../../hosts/files/cold-start/gate.sh";
import keep from "../../../hosts/files/cold-start/keep.sh";
import keepService from "../../../hosts/files/cold-start/keep-service.conf";
import keepTimer from "../../../hosts/files/cold-start/keep-timer.conf";
import started from "../../../hosts/files/cold-start/started.sh";
import type { Config } from "../../config/schema";
import { writeYaml } from "../../config/write-yaml";
import type { ColdStartPod } from "../../model/cold-start";
import { coldStartPaths } from "../../model/machine/cold-start-paths";
import type { Machine } from "../../model/machine/machine";
import { coldStartBridge, networkFile } from "./network";

/** What a machine needs to run `pods` by itself while the server is away; nothing where there are none. */
export function coldStartFiles(config: Config, machine: Machine, pods: readonly ColdStartPod[]): Record<string, string> {
  if (pods.length === 0) return {};
  const at = coldStartPaths.settings.slice(1);
  return {
    [`${at}/server`]: `${config.machines.vps.wireguardAddress}:6443\n`,
    [`${at}/node`]: `${machine.name}\n`,
    [`${at}/services`]: table(pods.map((pod) => serviceLine(pod, config))),
    [`${at}/kept`]: table(pods.flatMap(keptLines)),
    [`${at}/scratch`]: table(pods.flatMap(({ service, scratch }) => scratch.map((path) => [service.name, path]))),
    ...Object.fromEntries(pods.map(({ service, pod }) => [`${at}/pods/${service.name}.yaml`, headingOf(machine) + writeYaml(pod)])),
    [`${at}/gate.sh`]: gate,
    [`${at}/started.sh`]: started,
    [`${at}/keep.sh`]: keep,
    [`etc/containers/networks/${coldStartBridge}.json`]: networkFile(config),
    "etc/systemd/system/k3s-agent.service.d/mk360-cold-start.conf": gateUnit,
    "etc/systemd/system/mk360-cold-start-keep.service": keepService,
    "etc/systemd/system/mk360-cold-start-keep.timer": keepTimer,
  };
}

/** Name, owner of what may be lost, lock, and its address in podman's network. */
function serviceLine({ service, lock }: ColdStartPod, { network }: Config): string[] {
  const { uid, gid } = service.runsAs;
  const address = service.fixedPlace === undefined ? "-" : network.services.at(service.fixedPlace);
  return [service.name, `${uid}:${gid}`, lock, address];
}

/** Name, namespace, the group that reads it, and which key of which object lies where. */
function keptLines({ service, kept }: ColdStartPod): string[][] {
  return kept.map(({ kind, object, key, path }) => [
    service.name,
    service.namespace.name,
    `${service.runsAs.gid}`,
    kind,
    object,
    key,
    path,
  ]);
}

function table(lines: readonly (readonly string[])[]): string {
  return lines.map((words) => `${words.join(" ")}\n`).join("");
}

function headingOf({ name }: Machine): string {
  return `# For podman kube play on ${name}, while the server is away. Made by npm run synth; what is changed here by hand is lost.\n`;
}
