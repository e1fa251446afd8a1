import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { HomeOwner } from "./bed/owner";
import { addresses } from "./bed/places";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.whole();
});
afterAll(() => bed?.end());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const bySilence = (targets: readonly string[]) => Object.fromEntries(targets.map((target) => [target, "silent"]));

/** What becomes of calls, by whom they call. */
function outcomes(from: Parameters<Bed["call"]>[0], targets: readonly string[]): Record<string, string | undefined> {
  const found = bed.call(from, targets);
  return Object.fromEntries(targets.map((target, index) => [target, found[index]]));
}

const { vpsInTunnel: vps, nasInTunnel: nas, laptopInTunnel: laptop, phoneInTunnel: phone } = addresses;
const closedToDevices = [
  ...["tcp:80", "tcp:2379", "tcp:2380", "tcp:9100", "tcp:10250", "tcp:10257", "tcp:10259", "tcp:30080", "udp:8472"].map((port) =>
    port.replace(":", `:${vps}:`),
  ),
  ...["tcp:53", "tcp:443", "tcp:8443", "tcp:9100", "tcp:10250", "tcp:30080", "udp:8472"].map((port) => port.replace(":", `:${nas}:`)),
];

describe("in the tunnel", () => {
  test("an admin reaches the sites, SSH of both machines and the Kubernetes API", () => {
    const open = [`tcp:${vps}:443`, `tcp:${vps}:22`, `tcp:${vps}:6443`, `tcp:${nas}:22`];
    expect(outcomes("laptop", open)).toEqual(Object.fromEntries(open.map((target) => [target, laptop])));
  });

  test("a user reaches the sites and the resolver, and nothing else", () => {
    const closed = [`tcp:${vps}:22`, `tcp:${vps}:6443`, `tcp:${nas}:22`, ...closedToDevices];
    const open = { [`tcp:${vps}:443`]: phone, [`tcp:${vps}:53`]: "open" };
    expect(outcomes("phone", [...Object.keys(open), ...closed])).toEqual({ ...open, ...bySilence(closed) });
  });

  test("nobody reaches the kubelet, etcd, or the network of pods, an admin neither", () => {
    expect(outcomes("laptop", closedToDevices)).toEqual(bySilence(closedToDevices));
  });

  test("no device reaches another, or a pod or a Service by its own address", () => {
    const closed = [`tcp:${phone}:443`, ...[addresses.vpsPod, addresses.nasPod, addresses.service].map((to) => `tcp:${to}:443`)];
    expect(outcomes("laptop", closed)).toEqual(bySilence(closed));
  });

  test("the machines reach each other's kubelet, and the server's API", () => {
    const fromNas = [`tcp:${vps}:6443`, `tcp:${vps}:10250`];
    expect(outcomes("nas", fromNas)).toEqual(Object.fromEntries(fromNas.map((target) => [target, nas])));
    expect(outcomes("vps", [`tcp:${nas}:10250`])).toEqual({ [`tcp:${nas}:10250`]: vps });
  });

  test("the server reaches the resolver at home", () => {
    expect(outcomes("vps", [`tcp:${nas}:53`])).toEqual({ [`tcp:${nas}:53`]: "open" });
  });

  test("a machine that somebody has taken over reaches no more than that on the other", () => {
    const onServer = ["tcp:22", "tcp:53", "tcp:443", "tcp:2379", "tcp:2380", "tcp:9100", "tcp:30080"].map((port) =>
      port.replace(":", `:${vps}:`),
    );
    expect(outcomes("nas", onServer)).toEqual(bySilence(onServer));
    const onNas = ["tcp:22", "tcp:111", "tcp:2049", "tcp:9100"].map((port) => port.replace(":", `:${nas}:`));
    expect(outcomes("vps", onNas)).toEqual(bySilence(onNas));
  });

  test("pods of one machine reach those of the other, with their own addresses", () => {
    expect(bed.call("vpsPod", [`tcp:${addresses.nasPod}:5432`])).toEqual([addresses.vpsPod]);
    expect(bed.call("nasPod", [`tcp:${addresses.vpsPod}:5432`])).toEqual([addresses.nasPod]);
  });
});

describe("a packet in the tunnel", () => {
  // IPv4 takes 20 bytes and ICMP 8 of what the line carries (PPPoE: 1492); WireGuard 60, the network of pods 50 more.
  const ping = (from: "nas" | "nasPod", to: string, size: number) => () =>
    bed.places[from].run("ping", "-c", "1", "-W", "2", "-M", "do", "-s", `${size}`, to);

  test("is as large as 1412 bytes, and no line behind PPPoE must break it up", () => {
    expect(ping("nas", vps, 1412 - 28)()).toContain("1 received");
    expect(ping("nas", vps, 1412 - 27)).toThrow(/mtu = ?1412|too long/);
  });

  test("of a pod is as large as 1362 bytes", () => {
    expect(ping("nasPod", addresses.vpsPod, 1362 - 28)()).toContain("1 received");
  });
});

describe("a device that is taken out of config.yaml", () => {
  let withPhone: Bed["devices"];
  beforeAll(() => {
    withPhone = bed.devices;
  });

  test("is out at once, in the middle of what it does, and nobody else notices", async () => {
    const [theirs, ours] = [bed.hold("phone", vps, 443), bed.hold("laptop", vps, 443)];
    await eventually("both are heard", 20, async () =>
      theirs.heard() > 5 && ours.heard() > 5 ? [] : [`${theirs.heard()}, ${ours.heard()}`],
    );
    const started = bed.places.vps.run("cat", "/run/wg-quick.log");
    bed.devices = withPhone.filter(({ name }) => name !== "phone");
    expect(bed.setUp("vps")).toContain("it is not interrupted");
    const [heard, before] = [theirs.heard(), ours.heard()];
    await pause(3000);
    expect({ phone: theirs.heard() - heard <= 1, laptop: ours.heard() - before > 15 }).toEqual({ phone: true, laptop: true });
    expect(bed.call("phone", [`tcp:${vps}:443`])).toEqual(["silent"]);
    expect(bed.places.vps.run("cat", "/run/wg-quick.log")).toBe(started);
  });

  test("comes back with the key that it has, once it is listed again", async () => {
    bed.devices = withPhone;
    bed.setUp("vps");
    await eventually("the phone is heard", 30, async () => {
      const [outcome = ""] = bed.call("phone", [`tcp:${vps}:443`]);
      return outcome === phone ? [] : [outcome];
    });
  });

  test("loses SSH at once when it is made a user", () => {
    bed.devices = withPhone.map((device) => ({ ...device, role: device.name === "phone" ? "admin" : "user" }));
    bed.setUp("vps");
    expect(bed.call("laptop", [`tcp:${vps}:22`, `tcp:${vps}:443`])).toEqual(["silent", laptop]);
    expect(bed.call("phone", [`tcp:${vps}:22`])).toEqual([phone]);
  });
});

describe("the link of the NAS", () => {
  test("comes back by itself when the line was cut", async () => {
    bed.places.router.run("ip", "link", "set", "eth0", "down");
    expect(bed.call("nas", [`tcp:${vps}:6443`])).toEqual(["silent"]);
    bed.places.router.run("bash", "-c", "ip link set eth0 up && ip route add default via 198.51.100.254");
    await untilLinked();
  });

  test("comes back by itself when the home has got another address", async () => {
    bed.places.router.run(
      "bash",
      "-c",
      "ip address flush dev eth0 && ip address add 198.51.100.77/24 dev eth0 && ip route add default via 198.51.100.254",
    );
    bed.places.router.run("conntrack", "-F");
    await untilLinked();
    expect(bed.places.vps.run("wg", "show", "wg0", "endpoints")).toContain("198.51.100.77:");
  });

  async function untilLinked(): Promise<void> {
    await eventually("the NAS reaches the server", 60, async () => {
      const [outcome = ""] = bed.call("nas", [`tcp:${vps}:6443`]);
      return outcome === nas ? [] : [outcome];
    });
  }
});

describe("mk360 vpn revoke --apply", () => {
  const page = readFileSync(join(__dirname, "../../docs/device-lost.md"), "utf8");
  let owner: HomeOwner;
  beforeAll(async () => {
    // In its place stands the real sshd.
    for (const machine of ["vps", "nas"] as const) await bed.places[machine].end("answer");
    owner = new HomeOwner(bed);
    owner.knowKeys(["vps", "nas"]);
    await owner.playCluster();
    const { machines, wireguard } = bed.config;
    for (const [name, address] of [
      ["vps", vps],
      ["nas", nas],
    ] as const) {
      const line = `    wireguardAddress: ${address}\n`;
      owner.configure([line, `${line}    wireguardPublicKey: ${machines?.[name].wireguardPublicKey}\n`]);
    }
    const devices = wireguard?.peers.map((device) => ({ ...device, role: device.name === "phone" ? "user" : "admin" })) ?? [];
    owner.configure([/^ {2}peers:\n(?: {4}.*\n)+/m, stringify({ peers: devices }).replace(/^(?=.)/gm, "  ")]);
    // As the machines of this bed are.
    owner.configure([/^ {4}unlockedBy: nas$/m, "    unlockedBy: nobody"]);
    owner.synth();
  });
  afterAll(() => owner?.remove());

  test("is what the page begins with", () => {
    expect(page).toMatch(/^1\. .*`npx mk360 vpn revoke NAME --apply`/m);
  });

  test("needs no more than the list, which mk360 vpn apply brings everywhere", () => {
    expect(owner.types("vpn", "apply", ...owner.cluster)).toMatchObject({ code: 0 });
    expect(owner.types("vpn", "apply", ...owner.cluster)).toEqual({
      code: 0,
      said: "vps:\nnothing to change\nnas:\nnothing to change\nvps, nas, the cluster have the devices of config.yaml.\n",
    });
  });

  test("takes a device out in the middle of what it does; the tunnel of all others goes on", async () => {
    const [theirs, ours] = [bed.hold("phone", vps, 443), bed.hold("laptop", vps, 443)];
    const first = [theirs.heard(), ours.heard()];
    await eventually("both are heard", 30, async () => {
      const since = [theirs, ours].map(({ heard }, index) => heard() - (first[index] ?? 0));
      return since.every((dots) => dots > 5) ? [] : [since.join()];
    });
    const tunnel = () => bed.places.vps.run("bash", "-c", "cat /run/wg-quick.log; pgrep -ax wireguard-go");
    const started = tunnel();
    const { code, said } = owner.types("vpn", "revoke", "phone", "--apply", ...owner.cluster);
    expect({ code, said }).toMatchObject({ code: 0 });
    const [heard, before] = [theirs.heard(), ours.heard()];
    await pause(3000);
    expect({ phone: theirs.heard() - heard <= 1, laptop: ours.heard() - before > 15 }).toEqual({ phone: true, laptop: true });
    expect(bed.call("phone", [`tcp:${vps}:443`])).toEqual(["silent"]);
    expect(tunnel()).toBe(started);
  });

  test("has told all who listed it", () => {
    for (const machine of ["vps", "nas"] as const)
      expect(bed.places[machine].run("nft", "list", "table", "inet", "mk360")).not.toContain(phone);
    expect(bed.places.vps.run("wg", "show", "wg0", "allowed-ips")).not.toContain(phone);
    const [last = ""] = owner.applied.split("---\n").slice(-1);
    expect({ laptop: last.includes(`cidr: ${laptop}/32`), phone: last.includes(phone) }).toEqual({ laptop: true, phone: false });
  });

  test("changes nothing while a machine lets nobody in, and names the way to take the device out all the same", () => {
    bed.places.nas.run("bash", "-c", 'kill "$(cat /run/sshd.pid)"');
    const config = owner.read("config.yaml");
    const { code, said } = owner.types("vpn", "revoke", "laptop", "--apply", ...owner.cluster);
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^the machine nas: SSH is "silent at .*mk360 vpn revoke laptop and mk360 hosts set-up vps take it out/),
    });
    expect(owner.read("config.yaml")).toBe(config);
  });
});
