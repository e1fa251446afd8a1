import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { addresses, type Name } from "./bed/places";
import { askSite, startPublicProxy, untilSitesAnswer } from "./bed/public-proxy";

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.whole();
  const { vps } = bed.places;
  await vps.end("answer");
  // sshd as it runs on a machine: what it says goes to the journal, which is a real one in the machine's own /run.
  vps.run("mkdir", "-p", "/run/systemd/journal", "/run/sshd", "/run/log/journal");
  vps.start("journald", ["/lib/systemd/systemd-journald"]);
  await eventually("the journal takes a line", 10, async () =>
    vps.run("bash", "-c", "systemd-cat true && echo taken || true") === "taken\n" ? [] : ["not yet"],
  );
  vps.start("sshd", ["systemd-cat", "-t", "sshd", "/usr/sbin/sshd", "-D", "-e"]);
  await eventually("SSH answers", 20, async () =>
    bed.call("somebody", [`tcp:${addresses.vps}:22`])[0]?.startsWith("SSH-2") ? [] : [vps.log("sshd"), vps.log("journald")],
  );
  // It looks for the journal when it starts.
  vps.run("systemctl", "restart", "fail2ban");
  await startPublicProxy(bed);
  await untilSitesAnswer(bed);
  await eventually("fail2ban answers", 30, async () => (client("ping").includes("pong") ? [] : ["not yet"]));
});
afterAll(() => bed?.end());

const client = (...words: string[]) => bed.places.vps.run("bash", "-c", 'fail2ban-client "$@" 2>&1 || true', "client", ...words);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Longer than fail2ban takes to read a line: it looks every second, and writes down what it has found in the next. */
const settle = () => pause(4000);

const wrong = { site: "vault-business", path: "/identity/connect/token", form: "password=guess" };
const guess = (from: Name, times: number, how: Partial<Parameters<typeof askSite>[2]> = {}) => {
  for (let time = 0; time < times; time++) askSite(bed, from, { ...wrong, ...how });
};
/** What SSH says, and the statuses of the proxy without and with TLS. */
const doors = (from: Name) => [
  bed.call(from, [`tcp:${addresses.vps}:22`])[0],
  askSite(bed, from, { site: "vault-business", path: "/", plain: true }),
  askSite(bed, from, { site: "vault-business", path: "/" }),
];
const isBanned = (address: string, jail = "vault-business") => client("get", jail, "banip").split(/\s+/).includes(address);
const untilBanned = (address: string, jail?: string) =>
  eventually(`${address} is banned`, 60, async () => (isBanned(address, jail) ? [] : [client("banned"), logOf(), journal()]));
/** What sshd has said last. */
const journal = () =>
  bed.places.vps.run("bash", "-c", "journalctl --directory /run/log/journal --identifier sshd --lines 20 --no-pager || true");
const logOf = () => bed.places.vps.run("tail", "-n", "40", "/run/fail2ban.log");

/** `patience` is how many seconds it waits for sshd: on a busy machine one login takes several. */
function ssh(from: Name, user: string, patience: number): string {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"];
  const words = [...[...options, `ConnectTimeout=${patience}`].flatMap((option) => ["-o", option]), `${user}@${addresses.vps}`, "true"];
  // A ban in the middle of it leaves it waiting for ever.
  return bed.places[from].run("bash", "-c", 'timeout "$0" ssh "$@" 2>&1 || true', `${patience + 5}`, ...words);
}

/** A ban is not known to the next test, and not counted as a repeated one. */
const forgive = (address: string) => {
  client("unban", address);
  bed.places.vps.run("bash", "-c", `sqlite3 /var/lib/fail2ban/fail2ban.sqlite3 "DELETE FROM bips WHERE ip = '${address}'"`);
};

const { somebody, laptop, routerOutside } = addresses;

describe("whoever guesses five times", () => {
  afterEach(() => {
    forgive(somebody);
    // A test may have made bans short.
    client("set", "vault-business", "bantime", "86400");
    client("set", "vault-business", "bantime.increment", "true");
  });

  test("is banned from SSH and all sites, on a connection that stands too", async () => {
    const held = bed.hold("somebody", addresses.vps, 80, "GET / HTTP/1.1\r\nHost: example\r\n\r\n");
    await eventually("a connection stands", 10, async () => (held.heard() > 5 ? [] : [`${held.heard()} answers`]));
    expect(doors("somebody")).toEqual([expect.stringMatching(/^SSH-2/), "308", "200"]);
    guess("somebody", 5);
    await untilBanned(somebody);
    await pause(500);
    const heard = held.heard();
    expect(doors("somebody")).toEqual(["silent", "000", "000"]);
    expect(held.heard()).toBe(heard);
  });

  test("at the login of another site is banned just so", async () => {
    guess("somebody", 20, { site: "business-docs", path: "/accounts/login/" });
    await untilBanned(somebody, "business-docs-20");
    expect(askSite(bed, "somebody", { site: "vault-business", path: "/" })).toBe("000");
  });

  test("by another spelling of the path is banned just so", async () => {
    guess("somebody", 5, { path: "/identity/connect/%74oken" });
    await untilBanned(somebody);
  });

  test("is let in again when the time is over", async () => {
    client("set", "vault-business", "bantime.increment", "false");
    client("set", "vault-business", "bantime", "15");
    guess("somebody", 5);
    await untilBanned(somebody);
    expect(askSite(bed, "somebody", { site: "vault-business", path: "/" })).toBe("000");
    await eventually("the ban has ended", 60, async () =>
      [askSite(bed, "somebody", { site: "vault-business", path: "/" })].filter((status) => status !== "200"),
    );
  });

  test("and once more after that is banned for twice as long, wherever it was", async () => {
    client("set", "vault-business", "bantime", "20");
    guess("somebody", 5);
    await untilBanned(somebody);
    await eventually("the ban has ended", 60, async () => (isBanned(somebody) ? ["not yet"] : []));
    guess("somebody", 20, { site: "business-docs", path: "/accounts/login/" });
    await untilBanned(somebody, "business-docs-20");
    await eventually("it is two days", 20, async () =>
      [client("get", "business-docs-20", "banip", "--with-time")].filter((line) => !line.includes("172800")),
    );
  });

  test("with the name of another in a header bans himself", async () => {
    guess("somebody", 5, { headers: [`X-Forwarded-For: ${laptop}`, `X-Real-IP: ${laptop}`, `Forwarded: for=${laptop}`] });
    await untilBanned(somebody);
    expect(client("banned")).not.toContain(laptop);
  });

  test("at SSH is banned", async () => {
    for (let time = 0; time < 5; time++) ssh("somebody", "root", 30);
    await settle();
    // On a busy machine a login may break off before sshd has judged it, and that is no guess: of seven, three were counted.
    for (let more = 0; more < 12 && !isBanned(somebody, "sshd"); more++) {
      ssh("somebody", "root", 30);
      await settle();
    }
    await untilBanned(somebody, "sshd");
    expect(ssh("somebody", "root", 3)).toMatch(/timed out/);
  });
});

describe("nobody is banned", () => {
  test("who has guessed four times and then knows it", async () => {
    guess("somebody", 4);
    guess("somebody", 10, { form: "password=right" });
    await settle();
    expect(isBanned(somebody)).toBe(false);
    forgive(somebody);
  });

  test("who opens the page of a login", async () => {
    for (let time = 0; time < 25; time++) askSite(bed, "somebody", { site: "business-docs", path: "/accounts/login/" });
    await settle();
    expect(client("banned")).not.toContain(somebody);
  });

  test("from whose address somebody is in the VPN: a telephone at home does not cut the NAS off", async () => {
    guess("homeDevice", 6);
    guess("laptop", 6);
    await settle();
    expect(client("banned")).not.toMatch(new RegExp(`${routerOutside}|${laptop}`));
    expect(askSite(bed, "homeDevice", { site: "vault-business", path: "/" })).toBe("200");
  });
});

describe("a ban", () => {
  test("leaves WireGuard alone, by which its owner lets himself in again", async () => {
    client("set", "sshd", "banip", laptop);
    await eventually("it is in the firewall", 10, async () => [doors("laptop").join()].filter((found) => found !== "silent,000,000"));
    expect(bed.call("laptop", [`tcp:${addresses.vpsInTunnel}:22`])).toEqual([expect.stringMatching(/^SSH-2/)]);
    client("unban", laptop);
    expect(askSite(bed, "laptop", { site: "vault-business", path: "/" })).toBe("200");
  });

  test("outlives a new firewall, a restart of fail2ban, and a lost table", async () => {
    guess("somebody", 5);
    await untilBanned(somebody);
    const silent = () => askSite(bed, "somebody", { site: "vault-business", path: "/" });
    bed.places.vps.run("nft", "--file", "/etc/mk360/firewall.nft");
    expect(silent()).toBe("000");
    bed.places.vps.run("systemctl", "restart", "fail2ban");
    await eventually("fail2ban answers", 30, async () => (client("ping").includes("pong") ? [] : ["not yet"]));
    await untilBanned(somebody);
    expect(silent()).toBe("000");
    bed.places.vps.run("nft", "delete", "table", "inet", "mk360_bans");
    bed.setUp("vps");
    await eventually("it is banned again", 20, async () =>
      silent() === "000" ? [] : [logOf(), bed.places.vps.run("nft", "list", "table", "inet", "mk360_bans")],
    );
    forgive(somebody);
  });

  test("is one of ten thousand: all of them are loaded as one set", async () => {
    const { vps } = bed.places;
    const sql =
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) INSERT INTO bips SELECT '100.64.' || (i / 250) || '.' || (i % 250 + 1), 'sshd', unixepoch(), 86400, 1, '{}' FROM n;";
    vps.run("sqlite3", "/var/lib/fail2ban/fail2ban.sqlite3", sql);
    vps.run("bash", "/etc/mk360/fail2ban/restore-bans.sh", "sshd");
    expect(vps.run("nft", "list", "set", "inet", "mk360_bans", "banned_sshd").match(/100\.64\./g)).toHaveLength(10_000);
    vps.run("sqlite3", "/var/lib/fail2ban/fail2ban.sqlite3", "DELETE FROM bips WHERE ip LIKE '100.64.%'");
    vps.run("bash", "/etc/mk360/fail2ban/restore-bans.sh", "sshd");
  });
});

test("a fault in a jail is not put into place", () => {
  const folder = bed.render("vps");
  bed.places.vps.run("bash", "-c", `printf '[sshd]\\nfilter = nothing-of-the-kind\\n' >>${join(folder, "etc/fail2ban/jail.d/mk360.conf")}`);
  expect(() => bed.places.vps.run("bash", join(folder, "set-up.sh"))).toThrow();
  expect(bed.places.vps.run("bash", "-c", "grep -c nothing-of-the-kind /etc/fail2ban/jail.d/mk360.conf || true")).toBe("0\n");
});
