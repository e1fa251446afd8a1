import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../charts/config/load";
import { shippedConfig } from "../support/config";
import { refusalOf } from "../support/refusals";

/** config.yaml as it was shipped before the machines had a section of their own. */
const before = readFileSync(join(__dirname, "before-machines.yaml"), "utf8");

describe("a config.yaml with fields in places of old", () => {
  test("means the same as today's", () => {
    expect(parseConfig(before)).toEqual(shippedConfig);
  });

  test("is taken with one line that names each new place", () => {
    const said: string[] = [];
    parseConfig(before, "config.yaml", (line) => said.push(line));
    expect(said).toEqual([
      "config.yaml has fields in places of old, which still work: write vps as machines.vps, nas as machines.nas, network.vpsWireguard as machines.vps.wireguardAddress, network.nasWireguard as machines.nas.wireguardAddress. config.yaml may leave out notifications.telegram: false, which is what it means when nothing stands there. config.yaml may leave out notifications.slack: false, which is what it means when nothing stands there. config.yaml may leave out claimed: every site has its owner before anybody reaches it, so crm and sign are open to the internet now; run `npx mk360 hosts set-up vps`, which bans who guesses their passwords.",
      expect.stringMatching(/^config\.yaml gives no role to owner-laptop/),
    ]);
  });

  test("is refused in the words of the file, when it is refused", () => {
    const wrong = before.replace("nasWireguard: 10.77.0.2", "nasWireguard: 10.77.0.1").replace("cpuCores: 2", "cpuCores: two");
    expect(refusalOf(() => parseConfig(wrong))).toContain('config.yaml: nas.cpuCores is "two"');
    expect(refusalOf(() => parseConfig(wrong.replace("cpuCores: two", "cpuCores: 2")))).toContain(
      'network.nasWireguard is "10.77.0.1". Allowed: an address that no other machine has; network.vpsWireguard has this one',
    );
  });

  test("is not told of an address whose machine is no mapping", () => {
    const broken = before.replace(/^vps:\n(?: .*\n)+/m, "vps: cx43\n");
    expect(
      refusalOf(() => parseConfig(broken))
        .split("\n")
        .map((line) => line.split(" is ")[0]),
    ).toEqual(["config.yaml: vps"]);
  });

  test("says nothing where all is in its place of today", () => {
    const said: string[] = [];
    parseConfig(readFileSync(join(__dirname, "minimal.yaml"), "utf8"), "config.yaml", (line) => said.push(line));
    expect(said).toEqual([]);
  });
});
