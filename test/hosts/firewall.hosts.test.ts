import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { Bed, type MachineName } from "./bed/bed";
import { addresses, type Name } from "./bed/places";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.whole();
});
afterAll(() => bed?.end());

/** Everything on which a machine or its pod listens, and what k3s has open. */
const tcpPorts = [22, 53, 80, 111, 443, 2049, 2379, 2380, 5432, 6443, 8080, 8443, 9100, 10250, 10257, 10259, 30080];
const udpPorts = [53, 443, 8472];
const allPorts = [...tcpPorts.map((port) => `tcp:${port}`), ...udpPorts.map((port) => `udp:${port}`)];

/** The ports of an address that answer a place. */
function answering(from: Name, address: string, ports: readonly string[] = allPorts): string[] {
  return answeringAt(from, [address], ports).map((target) => target.replace(`:${address}:`, ":"));
}

/** The same for several addresses, all asked at once: silence takes its time. */
function answeringAt(from: Name, addresses: readonly string[], ports: readonly string[] = allPorts): string[] {
  const targets = addresses.flatMap((address) => ports.map((port) => port.replace(":", `:${address}:`)));
  const found = bed.call(from, targets);
  return targets.filter((_, index) => found[index] !== "silent");
}

const inside = [addresses.vpsInTunnel, addresses.nasInTunnel, addresses.vpsPod, addresses.nasPod, addresses.service];

/** Sends whatever is meant for the inside to a machine that stands on the same wire; `as` is the address it then comes from. */
function routeInside(from: Name, via: string, as?: string): void {
  const place = bed.places[from];
  if (as) place.run("ip", "address", "replace", `${as}/32`, "dev", "lo");
  for (const range of ["10.77.0.0/24", "10.42.0.0/16", "10.43.0.0/16"])
    place.run("ip", "route", "replace", range, "via", via, "dev", "eth0", "onlink", ...(as ? ["src", as] : []));
}

/**
 * How many packets of a source get past the firewall of a machine, whatever becomes of the answers. `device` is the only one by
 * which they come in that counts, where others send with the same address by right.
 */
function countingPast(machine: MachineName, source: string, device?: string): () => number {
  const place = bed.places[machine];
  for (const chain of ["INPUT", "FORWARD"]) place.run("iptables", "-I", chain, "1", "-s", source, ...(device ? ["-i", device] : []));
  return () =>
    ["INPUT", "FORWARD"]
      .flatMap((chain) => place.run("iptables", "-nvxL", chain).split("\n"))
      .filter((line) => line.trim().split(/\s+/).includes(source))
      .reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[0]), 0);
}

describe("from the internet", () => {
  test("the server answers on 22, 80 and 443, and on no other port", () => {
    expect(answering("somebody", addresses.vps)).toEqual(["tcp:22", "tcp:80", "tcp:443"]);
  });

  test("a pod sees the address of who calls", () => {
    expect(bed.call("somebody", [`tcp:${addresses.vps}:443`])).toEqual([addresses.somebody]);
  });

  test("nothing answers by IPv6, also where the kernel has it", () => {
    expect(bed.places.vps.run("ip", "-6", "address", "show", "dev", "eth0").trim()).toBe("");
    bed.places.vps.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.eth0.disable_ipv6=0");
    bed.places.vps.run("ip", "address", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
    expect(answering("somebody", "2001:db8::10")).toEqual([]);
  });

  test("the addresses of the tunnel, of pods and of Services lead nowhere, whoever routes them to the server", () => {
    routeInside("somebody", addresses.vps);
    expect(answeringAt("somebody", inside)).toEqual([]);
  });

  test.each([
    ["an admin's device", addresses.laptopInTunnel],
    ["the NAS", addresses.nasInTunnel],
    ["a pod", addresses.nasPod],
  ])("no packet gets in with the address of %s", (_, address) => {
    const past = countingPast("vps", address, "eth0");
    routeInside("somebody", addresses.vps, address);
    answeringAt("somebody", inside, ["tcp:443", "tcp:6443", "tcp:10250", "udp:8472"]);
    expect(past()).toBe(0);
  });

  test("the server passes nothing on to others", () => {
    bed.places.somebody.run("ip", "route", "replace", `${addresses.laptop}/32`, "via", addresses.vps, "dev", "eth0", "onlink");
    const past = countingPast("vps", addresses.somebody);
    answering("somebody", addresses.laptop, ["tcp:443"]);
    expect(past()).toBe(0);
  });

  test("one address holds at most 256 connections, and another is answered meanwhile", async () => {
    const many = Array.from({ length: 300 }, () => `tcp:${addresses.vps}:443`);
    bed.places.phone.start("many", [process.execPath, join(__dirname, "bed/call.mjs"), ...many]);
    expect(bed.call("laptop", [`tcp:${addresses.vps}:443`])).toEqual([addresses.laptop]);
    await eventually("all of them have an outcome", 30, async () => (bed.places.phone.log("many").endsWith("]") ? [] : ["not yet"]));
    const outcomes = JSON.parse(bed.places.phone.log("many")) as string[];
    expect(outcomes.filter((outcome) => outcome === addresses.phone)).toHaveLength(256);
  });
});

describe("from the home network", () => {
  test("the VM answers on the ports of its services and on SSH, and on no other port", () => {
    expect(answering("homeDevice", addresses.nas)).toEqual(["tcp:22", "tcp:53", "tcp:443", "tcp:8080", "tcp:8443", "udp:53"]);
  });

  test("nothing inside is reached through the VM", () => {
    routeInside("homeDevice", addresses.nas);
    expect(answeringAt("homeDevice", inside)).toEqual([]);
  });

  test.each([
    ["the server", addresses.vpsInTunnel],
    ["an admin's device", addresses.laptopInTunnel],
    ["a pod of the server", addresses.vpsPod],
  ])("no packet gets into the VM with the address of %s", (_, address) => {
    const past = countingPast("nas", address, "eth0");
    routeInside("homeDevice", addresses.nas, address);
    answeringAt("homeDevice", inside, ["tcp:22", "tcp:443", "tcp:10250", "udp:8472"]);
    expect(past()).toBe(0);
  });

  test("the VM passes nothing on to the internet or back", () => {
    const past = countingPast("nas", addresses.homeDevice);
    bed.places.homeDevice.run("ip", "route", "replace", `${addresses.somebody}/32`, "via", addresses.nas);
    answering("homeDevice", addresses.somebody, ["tcp:443"]);
    expect(past()).toBe(0);
  });

  test("nobody gets among the pods by packing packets as the machines do", () => {
    const { homeDevice, nas } = bed.places;
    const source = "10.42.0.77";
    const past = countingPast("nas", source);
    homeDevice.run("ip", "link", "add", "vx", "type", "vxlan", "id", "1", "dev", "eth0", "remote", addresses.nas, "dstport", "8472");
    homeDevice.run("ip", "link", "set", "vx", "up");
    homeDevice.run("ip", "address", "add", `${source}/32`, "dev", "vx");
    homeDevice.run("ip", "route", "replace", `${addresses.nasPod}/32`, "dev", "vx", "src", source);
    const mac = JSON.parse(nas.run("ip", "-json", "link", "show", "flannel.1"))[0].address as string;
    homeDevice.run("ip", "neighbour", "add", addresses.nasPod, "lladdr", mac, "dev", "vx", "nud", "permanent");
    expect(answering("homeDevice", addresses.nasPod, ["tcp:443"])).toEqual([]);
    expect(past()).toBe(0);
  });
});

describe("a change of the firewall", () => {
  test("leaves connections that it allows as they are", async () => {
    const held = bed.hold("laptop", addresses.vps, 443);
    await eventually("it is heard", 20, async () => (held.heard() > 5 ? [] : [`${held.heard()}`]));
    bed.devices = bed.devices.map((device) => ({ ...device, role: "admin" }));
    expect(bed.setUp("vps")).toContain("load the firewall");
    const heard = held.heard();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(held.heard() - heard).toBeGreaterThan(10);
  });
});

describe("UFW", () => {
  test("keeps closed by itself what ends on the machine, were there no other firewall", () => {
    bed.devices = bed.devices.map((device) => ({ ...device, role: device.name === "laptop" ? "admin" : "user" }));
    bed.setUp("vps");
    bed.places.vps.run("nft", "delete", "table", "inet", "mk360");
    expect(answering("somebody", addresses.vps)).toEqual(["tcp:22", "tcp:80", "tcp:443"]);
    // SSH of the server is open to the world, as config.yaml is shipped.
    expect(answering("phone", addresses.vpsInTunnel, ["tcp:22", "tcp:6443", "tcp:10250"])).toEqual(["tcp:22"]);
  });
});
