import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { addresses, type Name } from "./bed/places";
import { known, playAdguard } from "./bed/resolvers";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.whole();
  await untilAsked(known.atHome);
});
afterAll(() => bed?.end());

const { vpsInTunnel: resolver } = addresses;
/** Of the owner's list, by who reaches them. */
const [behindTheVpn, public_] = ["private-docs.mk360.de", known.public];

interface Asking {
  /** Who is asked. Default: the server in the tunnel. */
  readonly at?: string;
  /** Default: A. */
  readonly type?: string;
  /** Further words for dig. Default: none. */
  readonly more?: string;
}

/** What dig gets for a name: addresses, "no answer", or what the other side says of it. */
function ask(from: Name, name: string, { at = resolver, type = "A", more = "" }: Asking = {}): string {
  const script = `dig @${at} ${name} ${type} +time=2 +tries=1 ${more} 2>&1 || true`;
  const said = bed.places[from].run("bash", "-c", script);
  if (/timed out|no servers could be reached|connection refused/i.test(said)) return "no answer";
  const status = /status: (\w+)/.exec(said)?.[1] ?? said;
  const answers = [...said.matchAll(/\sIN[\t ]+A+[\t ]+(\S+)$/gm)].map(([, address]) => address);
  return answers.length > 0 ? answers.join(" ") : status === "NOERROR" ? "nothing" : status;
}

/** Seconds, on a machine that may compute other things meanwhile. */
const few = 20;

/** Waits until somebody is asked, and gives the seconds that it took; each question waits two at most. */
async function untilAsked(whom: string): Promise<number> {
  const began = Date.now();
  await eventually(`${whom} answers`, 60, async () => {
    const said = ask("laptop", known.asked);
    return said === whom ? [] : [said];
  });
  return (Date.now() - began) / 1000;
}

describe.each(["laptop", "phone"] as const)("the %s in the tunnel", (device) => {
  test.each(["", "+tcp"])("is led into the VPN by the names behind it (dig %s)", (more) => {
    expect(ask(device, behindTheVpn, { more })).toBe(resolver);
  });

  test("gets the public address of a public site, from whom the resolver asks", () => {
    expect(ask(device, public_)).toBe(addresses.vps);
  });

  test.each(["", "+tcp"])("gets what the resolver at home knows (dig %s)", (more) => {
    expect(ask(device, known.asked, { more })).toBe(known.atHome);
  });
});

describe("a name behind the VPN", () => {
  test.each(["AAAA", "HTTPS", "CAA"])("has no record of type %s, and nobody else is asked for one", (type) => {
    const before = bed.places.nasPod.log("resolver");
    expect(ask("laptop", behindTheVpn, { type })).toBe("nothing");
    expect(bed.places.nasPod.log("resolver")).toBe(before);
  });

  test("has no names below it", () => {
    expect(ask("laptop", `www.${behindTheVpn}`)).toBe("NXDOMAIN");
  });
});

test("a name of somebody else that leads into the tunnel is an attack, and is not answered", () => {
  expect(ask("laptop", known.intoTheTunnel)).toBe("nothing");
});

test("a name that AdGuard blocks is blocked in the VPN too", () => {
  expect(ask("laptop", known.blocked)).toBe("0.0.0.0");
});

describe("nobody else gets an answer", () => {
  test.each(["", "+tcp"])("in the internet, at the public address (dig %s)", (more) => {
    for (const name of [behindTheVpn, public_]) expect(ask("somebody", name, { at: addresses.vps, more })).toBe("no answer");
  });

  test.each(["", "+tcp"])("in the internet, by a route to the tunnel's address (dig %s)", (more) => {
    bed.places.somebody.run("ip", "route", "replace", `${resolver}/32`, "via", addresses.vps, "dev", "eth0", "onlink");
    expect(ask("somebody", behindTheVpn, { at: resolver, more })).toBe("no answer");
  });

  test("on the NAS", () => {
    expect(ask("nas", behindTheVpn)).toBe("no answer");
  });

  test("also were there no firewall: it listens in the tunnel alone", () => {
    const listening = bed.places.vps
      .run("ss", "-Hlnptu", "sport", "=", ":53")
      .split("\n")
      .filter((line) => line.includes("dnsmasq"));
    expect([...new Set(listening.map((line) => line.trim().split(/\s+/)[4]))]).toEqual([`${resolver}:53`]);
  });
});

describe("while the NAS is away", () => {
  test("the public resolvers are asked within a few seconds, and names behind the VPN are answered all the time", async () => {
    bed.places.router.run("ip", "link", "set", "eth0", "down");
    expect(ask("laptop", behindTheVpn)).toBe(resolver);
    expect(await untilAsked(known.elsewhere)).toBeLessThan(few);
    expect(ask("laptop", behindTheVpn)).toBe(resolver);
    expect(ask("laptop", known.asked, { more: "+tcp" })).toBe(known.elsewhere);
  });

  test("AdGuard is asked again when it is back", async () => {
    bed.places.router.run("bash", "-c", "ip link set eth0 up && ip route replace default via 198.51.100.254");
    await untilAsked(known.atHome);
  });

  test("the same while AdGuard alone is gone", async () => {
    await bed.places.nasPod.end("resolver");
    expect(await untilAsked(known.elsewhere)).toBeLessThan(few);
    playAdguard(bed.places);
    expect(await untilAsked(known.atHome)).toBeLessThan(few);
  });
});

describe("the resolver", () => {
  const onVps = (script: string) => bed.places.vps.run("bash", "-c", script);

  test("is left alone by a second run of the script", () => {
    expect(bed.setUp("vps")).toBe("nothing to change\n");
  });

  test.each([
    ["it", "mk360-resolver"],
    ["what says whom it asks", "mk360-resolver-asks"],
  ])("is started by the script when %s has ended", async (_, unit) => {
    onVps(`kill -- -"$(cat /run/${unit}.pid)"`);
    expect(bed.setUp("vps")).toBe("start the resolver of the VPN with its settings\n1 changes done\n");
    expect(await untilAsked(known.atHome)).toBeLessThan(few);
  });

  test("learns of a device that is taken out: it has no answer any more", async () => {
    const all = bed.devices;
    bed.devices = all.filter(({ name }) => name !== "phone");
    bed.setUp("vps");
    expect(ask("phone", behindTheVpn)).toBe("no answer");
    bed.devices = all;
    bed.setUp("vps");
  });

  test("waits for the tunnel where that comes up after it, and listens there again when it comes up anew", async () => {
    onVps("WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go wg-quick down wg0");
    onVps("systemctl restart mk360-resolver");
    const heard = async () => ((said) => (said === resolver ? [] : [said]))(ask("laptop", behindTheVpn));
    for (const _ of ["after it", "anew"]) {
      onVps("systemctl restart wg-quick@wg0");
      await eventually("the resolver is heard in the tunnel", 90, heard);
    }
  });
});
