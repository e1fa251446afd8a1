import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { finished, type Run } from "../../support/finished";
import { describeReal, onlyIfThere, onPath } from "../../support/real";
import { Operator } from "../operator";
import { HetznerStandIn } from "./hetzner-stand-in";

/** Debian's own, or the one that HCLOUD_BIN names: its users have the newest, which is built from Hetzner's repository alone. */
const program = process.env.HCLOUD_BIN ? onlyIfThere(process.env.HCLOUD_BIN) : onPath("hcloud");
const command = join(__dirname, "../../../cli/bin.mjs");
const file = "generated/hosts/vps/hetzner-firewall.json";
const token = "a".repeat(64);

interface Rule {
  readonly source_ips: readonly string[];
  readonly [field: string]: unknown;
}

/** Hetzner's own program, on a stand-in of the API that refuses what the API's reference forbids. */
describeReal("Hetzner's own program", { hcloud: program }, () => {
  let owner: Operator;
  let api: HetznerStandIn;
  beforeAll(async () => {
    owner = new Operator();
    owner.configure(["  from: [0.0.0.0/0]\n", "  from: [192.0.2.7/32, 198.51.100.0/24]\n"]);
    owner.synth();
    api = await HetznerStandIn.open(token, "203.0.113.10");
  });
  afterAll(() => {
    api?.close();
    owner?.remove();
  });

  const runs = (name: string, args: readonly string[]): Promise<Run> =>
    finished(
      spawn(name, args, {
        cwd: owner.folder,
        env: { ...owner.environment, HCLOUD_TOKEN: token, HCLOUD_ENDPOINT: api.endpoint },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  const hcloud = (...args: string[]) => runs(program ?? "", args);
  const mk360 = () => runs(process.execPath, [command, "hosts", "hetzner"]);

  async function goesThrough(...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await hcloud(...args);
    expect({ code, said: code === 0 ? "" : `${stdout}${stderr}` }).toEqual({ code: 0, said: "" });
  }

  const ours = () => JSON.parse(owner.read(file)) as Rule[];

  test("makes the firewall of our file, which reaches the API as it stands there", async () => {
    await goesThrough("firewall", "create", "--name", "mk360", "--rules-file", file);
    expect(api.firewalls.map(({ rules }) => rules)).toEqual([ours().map((rule) => ({ destination_ips: [], port: null, ...rule }))]);
  });

  test("has put it before no server yet, which mk360 hosts hetzner says", async () => {
    expect(await mk360()).toMatchObject({ code: 2, stdout: expect.stringMatching(/^no firewall stands before the server\n/) });
  });

  test("puts it before the server, where it is as it should be", async () => {
    await goesThrough("firewall", "apply-to-resource", "mk360", "--type", "server", "--server", "server");
    expect(await mk360()).toEqual({ code: 0, stdout: "Hetzner's firewall lets in what it should, and nothing else.\n", stderr: "" });
  });

  test("opens a port more, which mk360 hosts hetzner says, with the line of this program that mends it", async () => {
    const everywhere = ["--source-ips", "0.0.0.0/0"];
    await goesThrough("firewall", "add-rule", "mk360", "--direction", "in", "--protocol", "tcp", "--port", "6443", ...everywhere);
    const { code, stdout } = await mk360();
    expect({ code, said: stdout.split("\n")[0] }).toEqual({ code: 2, said: "open, and should not be: 6443/tcp from 0.0.0.0/0" });
    const [, line = ""] = /^To mend it: (hcloud .*)$/m.exec(stdout) ?? [];
    await goesThrough(...line.split(" ").slice(1));
    expect(await mk360()).toMatchObject({ code: 0 });
  });

  test("closes a port, which mk360 hosts hetzner says", async () => {
    const everywhere = ["--source-ips", "0.0.0.0/0"];
    const [why = ""] = ours().flatMap(({ port, description }) => (port === "51820" ? [`${description}`] : []));
    const rule = ["--direction", "in", "--protocol", "udp", "--port", "51820", "--description", why, ...everywhere];
    await goesThrough("firewall", "delete-rule", "mk360", ...rule);
    expect(await mk360()).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^closed, and should be open: 51820\/udp from 0\.0\.0\.0\/0\n/),
    });
  });

  test.each<[string, (rules: Rule[]) => Rule[], RegExp]>([
    ["a protocol that there is not", ([rule, ...rest]) => [{ ...rule, protocol: "sctp" } as Rule, ...rest], /protocol/],
    ["a port that there is not", ([rule, ...rest]) => [{ ...rule, port: "65536" } as Rule, ...rest], /port/],
    ["a port of a ping", (rules) => rules.map((rule) => ({ ...rule, port: "1" })), /port/],
    ["no source", ([rule, ...rest]) => [{ ...rule, source_ips: [] } as Rule, ...rest], /source_ips/],
    ["a description that is too long", ([rule, ...rest]) => [{ ...rule, description: "x".repeat(256) } as Rule, ...rest], /description/],
    ["too many rules", ([rule]) => Array.from({ length: 51 }, () => rule as Rule), /50/],
  ])("is refused by the stand-in with %s", async (_, change, message) => {
    const before = JSON.stringify(api.firewalls);
    const broken = join(owner.folder, "broken.json");
    writeFileSync(broken, JSON.stringify(change(ours())));
    const { code, stderr } = await hcloud("firewall", "replace-rules", "mk360", "--rules-file", broken);
    expect({ refused: code !== 0, stderr }).toEqual({ refused: true, stderr: expect.stringMatching(message) });
    expect(JSON.stringify(api.firewalls)).toBe(before);
  });
});
