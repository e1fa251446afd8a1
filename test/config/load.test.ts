import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { loadConfig, parseConfig } from "../../charts/config/load";
import { refusalOf, refused } from "./refused";

const folder = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const minimal = readFileSync(join(__dirname, "minimal.yaml"), "utf8");

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("a minimal configuration", () => {
  test("takes at most ten lines", () => {
    expect(minimal.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  });

  test("is completed with defaults", () => {
    const config = loadConfig(join(__dirname, "minimal.yaml"));
    expect(config).toMatchObject({ phase: 3, timeZone: "Europe/Berlin", off: [], backup: { dailyAt: "03:30", keepDaily: 7 } });
    expect(`${config.network.pods}`).toBe("10.42.0.0/16");
    expect(`${config.machines.nas.memory}`).toBe("3900Mi");
  });

  test("leaves out the copies that have no target", () => {
    expect(parseConfig(minimal).backup.copyWeekly.target).toBeUndefined();
  });

  test("reads the same with Windows line ends and a byte order mark", () => {
    expect(parseConfig(`\ufeff${minimal.replaceAll("\n", "\r\n")}`)).toEqual(parseConfig(minimal));
  });

  test("may leave a time unquoted", () => {
    expect(parseConfig(`${minimal}backup: { dailyAt: 04:30 }`).backup.dailyAt).toBe("04:30");
  });

  test("needs the NAS in the LAN also where the VM mounts the shares itself: SMB goes there", () => {
    const lan = "network: { lan: 10.1.1.0/24, lanResolver: 10.1.1.1 }";
    const moved = minimal.replace("192.168.178.20 }", "10.1.1.20, bulk: { kind: directory } }");
    expect(() => parseConfig(`${moved}${lan}`)).toThrow(/machines\.nas\.bulk\.server is "192\.168\.178\.10"/);
    const whole = moved.replace("kind: directory", "kind: directory, server: 10.1.1.10");
    expect(parseConfig(`${whole}${lan}`).machines.nas.lanAddress).toBe("10.1.1.20");
  });

  test("may choose an hour that only other time zones skip", () => {
    expect(parseConfig(`${minimal}timeZone: Europe/London\nbackup: { dailyAt: "02:30" }`).backup.dailyAt).toBe("02:30");
  });

  test.each(["Asia/Kolkata", "America/Port-au-Prince", "Etc/GMT+1", "UTC", "Etc/UTC", "US/Pacific", "GB-Eire"])(
    "may name the time zone %s",
    (zone) => {
      expect(parseConfig(`${minimal}timeZone: ${zone}`).timeZone).toBe(zone);
    },
  );
});

describe("a file that cannot be a configuration", () => {
  test("is refused when it is not there", () => {
    const path = join(folder, "none.yaml");
    expect(refusalOf(() => loadConfig(path))).toBe(
      `${path}: there is no such file. Allowed: a configuration file. Fix: run the command in the folder of config.yaml; a lost one comes back with git checkout -- config.yaml.`,
    );
  });

  test("is refused when it is a folder", () => {
    expect(refusalOf(() => loadConfig(folder))).toContain("this is no file. Allowed: a configuration file");
  });

  test("is refused when it is empty", () => {
    expect(refusalOf(() => loadConfig(file("empty.yaml", "")))).toContain("the file is empty. Allowed: a mapping of fields");
  });

  test("is refused by its size before it is read", () => {
    const path = file("large.yaml", `${minimal}${"# filler\n".repeat(1_200_000)}`);
    expect(refusalOf(() => loadConfig(path))).toMatch(/the whole file is "1080\d{4} bytes"\. Allowed: at most 262144 bytes/);
  });

  test("is refused when it is binary", () => {
    expect(refused("\u0000\u0001\u0002")).toContain("a character that cannot be printed");
  });

  test("names the file that was asked for", () => {
    expect(refusalOf(() => parseConfig("", "other.yaml"))).toMatch(/^other\.yaml: /);
  });
});

describe("several mistakes", () => {
  test("are all named at once, a line each", () => {
    const message = refused(`${minimal}phase: 4\noff: n8n\ncolour: blue`);
    expect(
      message
        .split("\n")
        .map((line) => line.split(" ")[1])
        .sort(),
    ).toEqual(["colour", "off", "phase"]);
  });
});
