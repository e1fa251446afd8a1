import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { faultOfKnownHosts } from "../../../../cli/secrets/given/known-hosts";
import { faultOfPassphrase, faultOfPfx } from "../../../../cli/secrets/given/pfx";
import { faultOfSshKey } from "../../../../cli/secrets/given/ssh-private-key";
import { describeReal, onPath, Sandbox } from "../../../support/real";

const programs = { "ssh-keygen": onPath("ssh-keygen"), openssl: onPath("openssl") };

describeReal("what real programs make and read", programs, () => {
  const sandbox = new Sandbox();
  const run = (program: keyof typeof programs, ...args: string[]) =>
    spawnSync(programs[program] ?? "", args, { cwd: sandbox.root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const made = (program: keyof typeof programs, ...args: string[]) => {
    const { status, stderr } = run(program, ...args);
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  };
  const read = (name: string) => readFileSync(sandbox.path(name), "utf8");
  afterAll(() => sandbox.end());

  /** Whether OpenSSH itself gets along with a private key without anybody to ask. */
  const opensInSsh = (name: string) => run("ssh-keygen", "-y", "-P", "", "-f", name).status === 0;

  const kinds = [
    ["ed25519", []],
    ["rsa", ["-b", "3072"]],
    ["ecdsa", ["-b", "256"]],
    ["ecdsa", ["-b", "384"]],
    ["ecdsa", ["-b", "521"]],
  ] as const;
  const forms = ["RFC4716", "PEM", "PKCS8"] as const;
  const keys = kinds.flatMap(([kind, size]) =>
    forms.filter((form) => kind !== "ed25519" || form === "RFC4716").map((form) => [kind, size, form] as const),
  );

  test.each(keys)("a private key %s %j in the form %s is taken without a passphrase and refused with one", (kind, size, form) => {
    const name = `${kind}-${size.join("")}-${form}`;
    made("ssh-keygen", "-q", "-t", kind, ...size, "-m", form, "-N", "", "-f", name);
    expect([faultOfSshKey(read(name)), opensInSsh(name)]).toEqual([undefined, true]);
    made("ssh-keygen", "-q", "-p", "-m", form, "-N", "passphrase", "-f", name);
    expect([faultOfSshKey(read(name))?.value, opensInSsh(name)]).toEqual([
      "a private key with a passphrase, which nobody types at night",
      false,
    ]);
    expect(faultOfSshKey(read(`${name}.pub`))?.value).toBe("a public SSH key");
  });

  test.each(["ed25519", "rsa", "ecdsa"])("of damaged %s keys none passes that OpenSSH refuses", (kind) => {
    made("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", `whole-${kind}`);
    const lines = read(`whole-${kind}`).trimEnd().split("\n");
    const bytes = Buffer.from(lines.slice(1, -1).join(""), "base64");
    const passed = Array.from({ length: 40 }, (_, step) => Math.floor((step * bytes.length) / 40)).filter((at) => {
      const bad = Buffer.from(bytes);
      bad.writeUInt8(bad.readUInt8(at) ^ 0x55, at);
      const text = [lines[0], ...(bad.toString("base64").match(/.{1,70}/g) ?? []), lines.at(-1), ""].join("\n");
      writeFileSync(sandbox.path("damaged"), text);
      chmodSync(sandbox.path("damaged"), 0o600);
      return faultOfSshKey(text) === undefined && !opensInSsh("damaged");
    });
    expect(passed).toEqual([]);
  });

  test.each([
    ["x25519", ["-algorithm", "X25519"]],
    ["ed448", ["-algorithm", "ED448"]],
    ["secp256k1", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]],
  ])("a private key of %s is of no kind that OpenSSH reads", (name, args) => {
    made("openssl", "genpkey", ...args, "-out", `${name}.pem`);
    chmodSync(sandbox.path(`${name}.pem`), 0o600);
    expect([faultOfSshKey(read(`${name}.pem`))?.value, opensInSsh(`${name}.pem`)]).toEqual([
      expect.stringMatching(/^a private key of the kind (?:x25519|ed448|ec)$/),
      false,
    ]);
  });

  test("lines for a host are those that OpenSSH finds for it", () => {
    made("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host");
    const key = read("host.pub").split(" ").slice(0, 2).join(" ");
    const texts: Record<string, string> = {
      plain: `box.example.com ${key}\n`,
      port: `[box.example.com]:23 ${key} comment\n`,
      list: `nas,10.0.0.1,[box.example.com]:23 ${key}\n`,
      upper: `[BOX.example.com]:23 ${key}\n`,
      pattern: `*.example.com,[*.example.com]:* ${key}\n`,
      not: `![box.example.com]:23,*box* ${key}\n`,
      other: `nas.example.com ${key}\n`,
      authority: `@cert-authority [box.example.com]:23 ${key}\n`,
      comments: `# [box.example.com]:23\n\n[box.example.com]:23 ${key}\n`,
    };
    for (const name of ["plain", "port"]) {
      sandbox.file("hashed", texts[name] ?? "");
      made("ssh-keygen", "-q", "-H", "-f", "hashed");
      texts[`hashed ${name}`] = read("hashed");
    }
    const judged = Object.entries(texts).flatMap(([name, text]) =>
      [22, 23].map((port) => {
        sandbox.file("known_hosts", text);
        const found =
          run("ssh-keygen", "-F", port === 22 ? "box.example.com" : `[box.example.com]:${port}`, "-f", "known_hosts").status === 0;
        return { name, port, found, taken: faultOfKnownHosts(text, { host: "box.example.com", port }) === undefined };
      }),
    );
    expect(judged.filter(({ found, taken }) => found !== taken)).toEqual([]);
    expect(new Set(judged.map(({ taken }) => taken)).size).toBe(2);
    const revoked = `@revoked [box.example.com]:23 ${key}\n`;
    expect(faultOfKnownHosts(revoked, { host: "box.example.com", port: 23 })?.value).toBe("lines for other hosts alone");
  });

  const pair = (name: string, key: readonly string[], ...signedBy: string[]) =>
    made(
      "openssl",
      "req",
      "-x509",
      ...key,
      "-nodes",
      "-subj",
      `/CN=${name}`,
      "-days",
      "30",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.crt`,
      ...signedBy,
    );
  const rsa = (bits: number) => ["-newkey", `rsa:${bits}`];
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const exported = (name: string, ...more: string[]) => {
    made(
      "openssl",
      "pkcs12",
      "-export",
      "-inkey",
      `${name}.key`,
      "-in",
      `${name}.crt`,
      "-passout",
      "pass:right",
      "-out",
      "signing.pfx",
      ...more,
    );
    return readFileSync(sandbox.path("signing.pfx")).toString("base64");
  };
  /** Whether openssl opens it with a passphrase. */
  const opens = (passphrase: string) =>
    ["", "-legacy"].some(
      (way) =>
        run("openssl", "pkcs12", "-in", "signing.pfx", "-noout", "-passin", `pass:${passphrase}`, ...(way ? [way] : [])).status === 0,
    );

  test.each([
    ["today's", []],
    ["yesterday's", ["-legacy"]],
  ])("a PFX file with %s encryption is taken with its passphrase and with no other", (_name, more) => {
    pair("rsa", rsa(2048));
    const base64 = exported("rsa", ...more);
    for (const passphrase of ["right", "wrong", "", "Right"])
      expect([faultOfPassphrase(passphrase, base64) === undefined, faultOfPfx(base64, passphrase)]).toEqual([opens(passphrase), undefined]);
  });

  test("what OpenSign cannot sign with is refused, although openssl opens it", () => {
    pair("rsa", rsa(2048));
    pair("ec", ec);
    pair("short", rsa(1024));
    const said = (base64: string) => [faultOfPfx(base64, "right")?.value, opens("right")];
    expect(said(exported("ec"))).toEqual(["without an encrypted RSA key", true]);
    expect(said(exported("short"))).toEqual(["with an RSA key of 1024 bits", true]);
    expect(said(exported("rsa", "-certfile", "ec.crt"))).toEqual(["with a certificate that is not RSA", true]);
    expect(said(exported("rsa", "-nocerts"))).toEqual(["without a certificate", true]);
    expect(said(exported("rsa", "-keypbe", "NONE"))).toEqual(["without an encrypted RSA key", true]);
  });
});
