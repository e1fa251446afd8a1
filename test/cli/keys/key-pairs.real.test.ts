import { chmodSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { keyPairs } from "../../../cli/keys/key-pairs";
import { describeReal, onPath, Sandbox } from "../../support/real";

const programs = { "ssh-keygen": onPath("ssh-keygen"), openssl: onPath("openssl"), wg: onPath("wg") };

describeReal("key pairs, as the programs that use them read them", programs, () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox();
  });
  afterAll(() => box.end());

  /** A private key where only its owner reads it, as every one of these programs wants it. */
  const keyFile = (text: string): string => {
    writeFileSync(box.path("key"), text);
    chmodSync(box.path("key"), 0o600);
    return box.path("key");
  };

  test("ssh-keygen finds the public half of an SSH key, with its comment", async () => {
    const key = await keyPairs.SSH.make("backup-remote-nas");
    const { code, stdout } = box.run(programs["ssh-keygen"] ?? "", ["-y", "-f", keyFile(key)]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: keyPairs.SSH.publicOf(key, "backup-remote-nas") });
    expect(stdout).toMatch(/^ssh-ed25519 \S+ backup-remote-nas\n$/);
  });

  test("openssl finds the public half of an RSA key of 3072 bits", async () => {
    const key = await keyPairs.RSA.make("");
    const { stdout } = box.run(programs.openssl ?? "", ["pkey", "-in", keyFile(key), "-pubout"]);
    expect(stdout).toBe(keyPairs.RSA.publicOf(key, ""));
    expect(box.run(programs.openssl ?? "", ["pkey", "-in", keyFile(key), "-check", "-noout", "-text"]).stdout).toMatch(
      /Key is valid.*3072 bit/s,
    );
  });

  test("wg finds the public half of a WireGuard key", async () => {
    const key = await keyPairs.WireGuard.make("");
    expect(box.run(programs.wg ?? "", ["pubkey"], {}, `${key}\n`).stdout).toBe(`${keyPairs.WireGuard.publicOf(key, "")}\n`);
  });
});
