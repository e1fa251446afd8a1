import { mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../../charts/config/schema";
import { machineFolder } from "../../../charts/output/machines";
import { mebi, type Size } from "../../../charts/values/size";
import { eventually } from "../../api/eventually";
import { bedFolder } from "../../bed/place";
import { machines as machineNames, machineOf } from "../../support/machines";
import { shippedConfig, stackOf } from "../../support/stack";
import { connect, disconnect, makeNode } from "./networks";
import { addresses, makePlaces, type Name, type Places } from "./places";
import { playResolvers } from "./resolvers";

export type Device = Config["wireguard"]["peers"][number];
export type MachineName = (typeof machineNames)[number];

/** Ports on which the machines listen, whatever the firewall says of them. */
const listening = {
  vps: [
    "tcp:22",
    "tcp:53@203.0.113.10",
    "udp:53@203.0.113.10",
    "tcp:2379",
    "tcp:2380",
    "tcp:6443",
    "tcp:9100",
    "tcp:10250",
    "tcp:10257",
    "tcp:10259",
    "tcp:30080",
  ],
  nas: ["tcp:22", "tcp:111", "tcp:2049", "tcp:9100", "tcp:10250", "tcp:30080"],
};
const ofPods = ["tcp:53", "udp:53", "tcp:80", "tcp:443", "tcp:8080", "tcp:8443", "tcp:5432"];

/** Two machines that are set up from what a synth makes, and what stands around them. */
export class Bed {
  /** The public halves of the machines' keys, as they are written down in config.yaml once they are made. */
  private keys: Partial<Record<MachineName, string>> = {};
  devices: readonly Device[] = [];
  /** Undefined for SSH as config.yaml is shipped. */
  ssh: Config["ssh"] | undefined;
  /** How large the file system of the volumes is, on each machine: this computer has not the disks of two. */
  volumes: Size = mebi(512);
  /** Who opens the server's volumes; encrypted they are where a test asks for it. */
  unlockedBy = "nobody";

  private constructor(readonly places: Places) {}

  static async make(): Promise<Bed> {
    const places = await makePlaces();
    connect(places);
    return new Bed(places);
  }

  /** Where its devices and machines stand now, set up as the owner does it: once for the keys, once with them. */
  static async whole(): Promise<Bed> {
    const bed = await Bed.make();
    for (const name of ["laptop", "phone"] as const) bed.addDevice(name, name === "laptop" ? "admin" : "user");
    for (const machine of machineNames) bed.setUp(machine);
    bed.noteKeys();
    for (const machine of machineNames) bed.setUp(machine);
    for (const name of ["laptop", "phone"] as const) bed.dialFrom(name);
    bed.startPrograms();
    await bed.untilTunnelsStand();
    return bed;
  }

  get config(): Partial<Config> {
    const { vps, nas, further } = shippedConfig.machines;
    const { keys, volumes, unlockedBy } = this;
    return {
      machines: {
        vps: { ...vps, volumes, unlockedBy, wireguardPublicKey: keys.vps },
        nas: { ...nas, volumes, wireguardPublicKey: keys.nas },
        further,
      },
      wireguard: { ...shippedConfig.wireguard, peers: [...this.devices] },
      ...(this.ssh ? { ssh: this.ssh } : {}),
    };
  }

  /** Writes the machine's folder anew, as a synth does. Returns where it lies. */
  render(machine: MachineName): string {
    const folder = bedFolder("generated", "hosts", machine);
    rmSync(folder, { recursive: true, force: true });
    const stack = stackOf(this.config);
    for (const [path, text] of machineFolder(stack, machineOf(machine, stack.config))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  /** A file of the bed that all places see. Returns where it lies. */
  file(name: string, text: string): string {
    writeFileSync(bedFolder(name), text);
    return bedFolder(name);
  }

  /** Runs the machine's script. Returns what it printed. */
  setUp(machine: MachineName, ...options: string[]): string {
    return this.places[machine].run("bash", join(this.render(machine), "set-up.sh"), ...options);
  }

  noteKeys(): void {
    for (const machine of machineNames) this.keys[machine] = this.places[machine].run("wg", "show", "wg0", "public-key").trim();
  }

  /** A key pair on the device, and its line in config.yaml. */
  addDevice(name: "laptop" | "phone", role: Device["role"]): void {
    const key = join(bedFolder(name), "key");
    this.places[name].run("bash", "-c", `umask 077; wg genkey >${key}`);
    const publicKey = this.places[name].run("bash", "-c", `wg pubkey <${key}`).trim();
    this.devices = [...this.devices, { name, role, address: addresses[`${name}InTunnel`], publicKey }];
  }

  /** The device's own end of the tunnel, typed by hand: what it may reach is not left to what it is given. */
  dialFrom(name: "laptop" | "phone"): void {
    const place = this.places[name];
    const conf = join(bedFolder(name), "wg.conf");
    const script = `wireguard-go wg0 >/dev/null 2>&1
printf '[Interface]\\nPrivateKey = %s\\n[Peer]\\nPublicKey = ${this.keys.vps}\\nEndpoint = ${addresses.vps}:51820\\nAllowedIPs = 10.0.0.0/8\\nPersistentKeepalive = 5\\n' "$(cat ${join(bedFolder(name), "key")})" >${conf}
wg setconf wg0 ${conf}
ip address add ${addresses[`${name}InTunnel`]}/32 dev wg0
ip link set wg0 mtu 1412 up
ip route add 10.0.0.0/8 dev wg0`;
    place.run("env", "WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD=1", "bash", "-c", script);
  }

  /** Pods with their networks, and programs that answer on every port that somebody could try. */
  startPrograms(): void {
    const { places } = this;
    const [vps, nas] = [
      { inTunnel: addresses.vpsInTunnel, pods: "10.42.0.0/24" },
      { inTunnel: addresses.nasInTunnel, pods: "10.42.1.0/24" },
    ];
    const to = (address: string, ...ports: readonly (readonly [port: number, to: number])[]) =>
      ports.map(([port, at]) => ({ address, port, to: at }));
    const onVps = [...to(addresses.vps, [80, 80], [443, 443]), ...to(addresses.vpsInTunnel, [443, 8443])];
    const onNas = [...to(addresses.nas, [53, 53], [443, 443], [8443, 8443], [8080, 8080]), ...to(addresses.nasInTunnel, [53, 5053])];
    makeNode({ machine: places.vps, pod: places.vpsPod, podAddress: addresses.vpsPod, ...vps, other: nas, hostPorts: onVps });
    makeNode({ machine: places.nas, pod: places.nasPod, podAddress: addresses.nasPod, ...nas, other: vps, hostPorts: onNas });
    const answer = join(__dirname, "answer.mjs");
    for (const machine of machineNames) places[machine].start("answer", [process.execPath, answer, ...listening[machine]]);
    for (const pod of ["vpsPod", "nasPod"] as const) places[pod].start("answer", [process.execPath, answer, ...ofPods]);
    playResolvers(places);
    places.somebody.start("answer", [process.execPath, answer, "tcp:443"]);
    places.homeDevice.start("answer", [process.execPath, answer, "tcp:443"]);
  }

  async untilTunnelsStand(): Promise<void> {
    const asked = { nas: "tcp:10.77.0.1:6443", laptop: "tcp:10.77.0.1:443", phone: "tcp:10.77.0.1:443" } as const;
    await eventually("everybody is in the tunnel", 60, async () =>
      (Object.keys(asked) as (keyof typeof asked)[]).flatMap((name) => {
        const [outcome = ""] = this.call(name, [asked[name]]);
        return outcome === "silent" || outcome === "refused" ? [`${name}: ${outcome}`] : [];
      }),
    );
  }

  /** What becomes of calls from a place: the address that the other side saw, "refused" or "silent". */
  call(from: Name, targets: readonly string[]): string[] {
    return JSON.parse(this.places[from].run(process.execPath, join(__dirname, "call.mjs"), ...targets)) as string[];
  }

  /** Holds a connection that says something all the time; `heard` counts the answers. */
  hold(from: Name, address: string, port: number, text = "x"): { readonly heard: () => number } {
    const name = `hold-${address}-${port}`;
    const place = this.places[from];
    place.start(name, [process.execPath, join(__dirname, "hold.mjs"), address, `${port}`, text]);
    return { heard: () => place.log(name).split(".").length - 1 };
  }

  end(): void {
    const holders = Object.values(this.places).map(({ holder }) => networkOf(`${holder}`));
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const network = networkOf(pid);
      if (network !== undefined && holders.includes(network)) process.kill(Number(pid), "SIGKILL");
    }
    disconnect();
    for (const name of Object.keys(this.places)) rmSync(bedFolder(name), { recursive: true, force: true });
  }
}

function networkOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}
