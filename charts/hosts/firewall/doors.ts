import { addressFor, type Machine } from "../../model/machine/machine";
import { edgesOf } from "../../model/network/edge";
import type { PortReach } from "../../model/network/reach";
import type { Stack } from "../../model/stack";
import { dnsPort, type Port, tcp, udp } from "../../values/port";
import { keyPort } from "../volumes-key";

/** Who may come in through a door. The devices are those of the VPN, admins and others; machines are the others of the stack. */
export type Callers = "internet" | "SSH ranges" | "lan" | "machines" | "admins" | "devices";

/** One port of a machine that somebody may call; all others are closed. */
export interface Door {
  readonly callers: Callers;
  readonly port: Port;
  /** The address that it is on; undefined for every address of the machine. */
  readonly on?: string;
  /** It is a pod's: what comes in is passed on, and the machine's own rules never see it. Default: the machine answers. */
  readonly leadsToPod?: boolean;
  readonly why: string;
}

/** True where strangers may knock: what comes by the tunnel or from the home network is none. */
export function isFromOutside({ callers }: Door): boolean {
  return callers === "internet" || callers === "SSH ranges";
}

const ssh = tcp(22);
const names = [udp(dnsPort), tcp(dnsPort)];
const kubernetesApi = tcp(6443);
const kubelet = tcp(10250);
/** The network of pods between the machines (k3s, requirements). */
const vxlan = udp(8472);

/** Every open port of a machine, from the sites, the host ports and the edges of the model. */
export function doorsOf(stack: Stack, machine: Machine): Door[] {
  const isServer = machine.role === "server";
  const on = machine.wireguardAddress;
  return [
    ...hostPorts(stack, machine),
    ...(isServer ? [{ callers: "internet", port: udp(stack.config.wireguard.port), why: "WireGuard" } as const] : []),
    ...openSsh(stack, machine),
    { callers: "admins", port: ssh, on, why: "SSH" },
    ...(isServer
      ? (["machines", "admins"] as const).map((callers) => ({ callers, port: kubernetesApi, on, why: "the Kubernetes API" }))
      : []),
    ...(isServer ? names.map((port) => ({ callers: "devices", port, on, why: "names" }) as const) : []),
    ...(machine.key?.from === undefined ? [] : [{ callers: "machines", port: keyPort, on, why: "the key of its volumes" } as const]),
    { callers: "machines", port: kubelet, on, why: "the kubelet: figures and logs" },
    { callers: "machines", port: vxlan, on, why: "the network of pods" },
    ...onTheMachinesNetwork(stack, machine),
  ];
}

/** Besides the admins' in the tunnel: the home network's, or what config.yaml says. */
function openSsh({ config }: Stack, { isAtHome }: Machine): Door[] {
  if (isAtHome) return [{ callers: "lan", port: ssh, why: "SSH" }];
  return config.ssh.from.length > 0 ? [{ callers: "SSH ranges", port: ssh, why: "SSH" }] : [];
}

const callersFrom: Readonly<Record<PortReach, Callers>> = { internet: "internet", vpn: "devices", lan: "lan", machines: "machines" };

function hostPorts(stack: Stack, machine: Machine): Door[] {
  return stack.services
    .filter((service) => service.machine === machine.name)
    .flatMap((service) =>
      service.hostPorts.map(({ port, number, from, why }): Door => {
        const opened = service.port(port).protocol === "TCP" ? tcp(number) : udp(number);
        return {
          callers: callersFrom[from],
          port: opened,
          on: addressFor(from, machine),
          leadsToPod: true,
          why: `${service.name}: ${why}`,
        };
      }),
    );
}

/** What pods of other machines call here outside the network of pods: they come with the address of their machine. */
function onTheMachinesNetwork(stack: Stack, machine: Machine): Door[] {
  return edgesOf(stack).flatMap(({ from, to, port, protocol }) => {
    if (from.kind !== "workload" || to.kind !== "workload" || !to.workload.host?.network) return [];
    if (to.workload.machine !== machine.name || from.workload.machine === machine.name) return [];
    return [
      {
        callers: "machines",
        port: protocol === "TCP" ? tcp(port) : udp(port),
        on: machine.wireguardAddress,
        why: `${from.workload.name} calls ${to.workload.name}`,
      } as const,
    ];
  });
}
