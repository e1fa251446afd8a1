import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../charts/config/schema";
import { volumeFiles } from "../../charts/hosts/volumes";
import { gibi } from "../../charts/values/size";
import { machineOf, withDisk, withMachine, withPi } from "../support/machines";
import { ofKind } from "../support/pods";
import { stackOf, whole } from "../support/stack";

const unit = "volumes/var-lib-rancher-k3s-storage.mount";

function filesOf(machine: string, overrides: Partial<Config> = {}): Record<string, string> {
  const stack = stackOf(overrides);
  return volumeFiles(stack, machineOf(machine, stack.config));
}

const sizeOf = (machine: string, overrides: Partial<Config> = {}) => Number(filesOf(machine, overrides)["volumes/size"]?.split(" ")[0]);
const linesOf = (machine: string, overrides: Partial<Config> = {}) =>
  (filesOf(machine, overrides)["volumes/claims"] ?? "")
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" "));

describe("the file system of a machine's volumes", () => {
  test("has four fifths of what the system and images leave of the disk", () => {
    expect([sizeOf("vps"), sizeOf("nas")]).toEqual([gibi(92).bytes, Math.floor(0.8 * 42 * 1024) * 1024 ** 2]);
    expect(sizeOf("pi", withPi())).toBe(Math.floor(0.8 * 78 * 1024) * 1024 ** 2);
  });

  test("is as large as the owner says", () => {
    expect(sizeOf("vps", withMachine("vps", { volumes: gibi(100) }))).toBe(gibi(100).bytes);
  });

  test("grows with the server", () => {
    expect(sizeOf("vps", withMachine("vps", { size: "cx53" }))).toBeGreaterThan(gibi(200).bytes);
  });

  test("leaves free what the kubelet wants before it gives up pods", () => {
    const beside = Number(filesOf("vps")["volumes/size"]?.split(" ")[1]);
    // 70 % of reserve.disk, as its settings say.
    expect(beside / gibi(1).bytes).toBeCloseTo(0.7 * 19, 1);
  });
});

describe("the limits of volumes", () => {
  /** From dist: the claims that k3s makes directories for, on the machine's own disk. */
  const claims = (storageClass: string) =>
    ofKind(whole.objects, "PersistentVolumeClaim")
      .filter(({ spec }) => (spec as { storageClassName: string }).storageClassName === storageClass)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort();

  test.each([
    ["vps", "hot"],
    ["nas", "home"],
  ])("are there for each claim on the own disk of %s, and for no other", (machine, storageClass) => {
    const paths = linesOf(machine).map(([, , path]) => path);
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.sort()).toEqual(claims(storageClass));
  });

  test("are the sizes of the claims, as the owner sets them", () => {
    const line = (overrides: Partial<Config>) => linesOf("vps", overrides).find(([, , path]) => path === "storage/postgres-data");
    expect(line({})?.[1]).toBe(`${gibi(25).bytes}`);
    expect(line({ volumes: { "postgres/data": gibi(30) } })?.[1]).toBe(`${gibi(30).bytes}`);
  });

  test("are told apart by numbers that stay, whatever else is there", () => {
    const numbers = [...linesOf("vps"), ...linesOf("nas")].map(([number]) => Number(number));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => Number.isInteger(number) && number > 0 && number < 2 ** 31)).toBe(true);
    const postgres = (overrides: Partial<Config>) => linesOf("vps", overrides).find(([, , path]) => path === "storage/postgres-data")?.[0];
    expect(postgres({ phase: 1 })).toBe(postgres({}));
  });

  test("are not there for a volume on a further disk", () => {
    expect(linesOf("vps", withDisk({ holds: ["postgres/data"] })).map(([, , path]) => path)).not.toContain("storage/postgres-data");
  });
});

test("the mount gives no room back to the disk of the system, and a machine comes up without it", () => {
  const text = filesOf("vps")[unit] ?? "";
  expect(text).toContain("\nOptions=loop,prjquota,");
  expect(text).not.toMatch(/^Options=.*discard/m);
  expect(text).toContain("\nWantedBy=local-fs.target\n");
});
