import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { describeReal, freePort, onPath, Sandbox, until } from "../../support/real";
import { Operator } from "../operator";

/** The records of a zone file as options of dnsmasq. */
function optionsOf(zone: string): string[] {
  return [...zone.matchAll(/^(\S+)\.\s+IN (A|CAA)\s+(.+)$/gm)].map(([, name, type, value = ""]) => {
    const [flags, tag, text = ""] = value.split(/ (.+?) (.+)/);
    return type === "A" ? `--host-record=${name},${value}` : `--caa-record=${name},${flags},${tag},${text.replaceAll('"', "")}`;
  });
}

describeReal("mk360 dns check, of a real dnsmasq", { dnsmasq: onPath("dnsmasq") }, () => {
  const box = new Sandbox();
  let owner: Operator;
  beforeAll(() => {
    owner = new Operator();
    owner.synth();
  });
  afterAll(async () => {
    await box.end();
    owner.remove();
  });

  /** Someone who answers as the options say, and for all other names that they are not there. */
  async function served(...options: string[]): Promise<string> {
    const port = await freePort();
    const { log } = box.start("dnsmasq", [
      ...["--no-daemon", "--conf-file=/dev/null", "--pid-file", "--no-resolv", "--no-hosts", "--local=/mk360.de/", "--bind-interfaces"],
      ...["--listen-address=127.0.0.1", `--port=${port}`, ...options],
    ]);
    await until(() => log().includes("started"));
    return `127.0.0.1:${port}`;
  }

  const rightOnes = () => optionsOf(owner.read("generated/dns.zone"));
  const check = (...words: string[]) => owner.mk360(["dns", "check", ...words]);

  test("is content with the records of the zone file", async () => {
    const address = await served(...rightOnes());
    const { code, stdout } = check("--resolver", address);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const [, right, all] = new RegExp(`^resolver +${address} +(\\d+) of (\\d+) answers as they should be$`, "m").exec(stdout) ?? [];
    expect(right).toBe(all);
    expect(Number(all)).toBeGreaterThan(50);
  });

  describe("names what is wrong, with what to type", () => {
    let said: string;
    beforeAll(async () => {
      const changed = rightOnes().filter((option) => !/crm|logs|caa-record/.test(option));
      const address = await served(
        ...changed,
        "--host-record=crm.mk360.de,192.0.2.1",
        "--host-record=status.mk360.de,203.0.113.10,2001:db8::1",
      );
      const { code, stdout } = check("--resolver", address);
      expect(code).toBe(2);
      said = stdout;
    });

    test.each([
      ["a name that leads elsewhere", /^crm\.mk360\.de +A +192\.0\.2\.1 +A 203\.0\.113\.10, and no other \(/m],
      ["a name that is missing", /^logs\.mk360\.de +A +none +A 203\.0\.113\.10 \(/m],
      ["an address of IPv6", /^status\.mk360\.de +AAAA +2001:db8::1 +remove it/m],
      ["authorities without a limit", /^mk360\.de +CAA +none +CAA 0 issue "letsencrypt\.org"; /m],
    ])("%s", (_, line) => {
      expect(said).toMatch(line);
    });

    test("and nothing else", () => {
      expect(
        said
          .split(/^Wrong:.*$/m)[1]
          ?.trim()
          .split("\n"),
      ).toHaveLength(4);
    });
  });

  test("takes silence of everybody for no proof", async () => {
    const { code, stdout } = check("--resolver", `127.0.0.1:${await freePort()}`);
    expect(code).toBe(2);
    expect(stdout).toMatch(/nobody listens there|no answer/);
  });

  test("gives the same as data", async () => {
    const address = await served(...rightOnes());
    const { domain, asked } = JSON.parse(check("--json", "--resolver", address).stdout) as { domain: string; asked: object[] };
    expect({ domain, first: asked[0] }).toMatchObject({ domain: "mk360.de", first: { address, place: "internet" } });
  });

  test("refuses what is no address", () => {
    expect(owner.refused("dns", "check", "--resolver", "dns.example")).toMatch(
      /^mk360 dns check: --resolver is "dns\.example"\. Allowed: an IPv4/,
    );
  });
});
