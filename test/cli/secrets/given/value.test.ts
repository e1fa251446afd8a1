import { describe, expect, test } from "@jest/globals";
import { secretsDocument } from "../../../../charts/facts/secrets";
import { Credential, given } from "../../../../charts/model/access/credential";
import {
  type GivenKind,
  knownHosts,
  mailPassword,
  password,
  pfxWithRsaKey,
  sshPrivateKey,
  token,
} from "../../../../charts/model/access/given-kind";
import { faultOfValue, faultsOfGiven, refuseUnfit, tidied } from "../../../../cli/secrets/given/value";
import { day } from "../../../support/certificates";
import { givenValues, signingFile } from "../../../support/given-values";
import { refusalOf } from "../../../support/refusals";
import { shippedConfig, stackOf } from "../../../support/stack";

const config = shippedConfig;
const declared = secretsDocument(stackOf()).credentials;
const real = givenValues(declared, config);
const faultOf = (value: unknown, of: GivenKind, others: Readonly<Record<string, string>> = {}) =>
  faultOfValue(value, of, { config, other: (key) => others[key] });

const openAi = token(/^sk-[A-Za-z0-9_-]{20,}$/, "sk- and more");
const storageBox = real["backup-storage-box"] ?? {};
const signing = real["opensign-signing"] ?? {};
const pfx = (file: Buffer) => file.toString("base64");

describe("what the owner enters", () => {
  test("is taken where it is what the model says, for every key that asks for it", () => {
    expect(declared.flatMap((entry) => faultsOfGiven(entry, real[entry.name] ?? {}, config))).toEqual([]);
    expect(Object.keys(real)).toHaveLength(declared.filter(({ keys }) => Object.values(keys).some(({ kind }) => kind === "given")).length);
  });

  test.each<[string, GivenKind, unknown, string]>([
    ["a public key for a private one", sshPrivateKey, "ssh-ed25519 AAAAC3Nz me", "a public SSH key"],
    ["a path for a key", sshPrivateKey, "/home/me/.ssh/id_ed25519", "the path of a file"],
    ["a key of PuTTY", sshPrivateKey, "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "a key of PuTTY"],
    ["a certificate for a key", sshPrivateKey, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "a certificate in PEM"],
    ["half of a key", sshPrivateKey, storageBox["ssh-key"]?.replace(/\n.{20}/, "\n"), "a private key that is damaged"],
    [
      "only comments of ssh-keyscan",
      knownHosts("copyMonthly"),
      "# nas:22 SSH-2.0-OpenSSH_9.2\n",
      "nothing but comments: the other side did not answer ssh-keyscan",
    ],
    [
      "an error for a host's line",
      knownHosts("copyMonthly"),
      "getaddrinfo nas: Name or service not known",
      "in line 1 no name with its key",
    ],
    ["the owner's own public key for a host's line", knownHosts("copyMonthly"), "ssh-ed25519 AAAAC3Nz me", "in line 1 a public SSH key"],
    ["lines of another host", knownHosts("copyWeekly"), storageBox["known-hosts"], "lines for other hosts alone"],
    [
      "lines of another port",
      knownHosts("copyMonthly"),
      storageBox["known-hosts"]?.replace(/\[(.+)\]:23/, "$1"),
      "lines for storagebox.example.com at port 22 alone",
    ],
    ["a mailbox's own password at Google", mailPassword("mailArchive"), "Hunter2Hunter2", "no app password"],
    ["a key with the name of its variable", openAi, "OPENAI_API_KEY=sk-aaaaaaaaaaaaaaaaaaaaaaaaa", "a variable with its name"],
    ["a header for a key", openAi, "Bearer sk-aaaaaaaaaaaaaaaaaaaaaaaaa", "a header of HTTP"],
    ["a key that was cut off", openAi, "sk-aaaa", "of another form"],
    ["two lines for a password", password, "one\ntwo", "more than one line"],
    ["the path of a file for a password", password, __filename, "the path of a file"],
    ["a PEM file for a PFX", pfxWithRsaKey("p"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a certificate in PEM"],
    [
      "a PEM file in Base64 for a PFX",
      pfxWithRsaKey("p"),
      pfx(Buffer.from("-----BEGIN CERTIFICATE-----\n")),
      "a certificate in PEM, in Base64",
    ],
    [
      "something else in Base64 for a PFX",
      pfxWithRsaKey("p"),
      pfx(Buffer.from("hello")),
      "something else than a whole PFX file, in Base64",
    ],
    ["half of a PFX", pfxWithRsaKey("p"), signing["pfx-base64"]?.slice(0, 1000), "something else than a whole PFX file, in Base64"],
  ])("and is %s is refused by its name", (_name, kind, value, found) => {
    const fault = faultOf(value, kind);
    expect(fault?.value).toBe(found);
    expect([fault?.allowed, fault?.fix].every(Boolean)).toBe(true);
  });

  test("keeps no blank of Google's groups, and every other blank within", () => {
    expect(tidied(" abcd efgh\u00a0ijkl mnop ", mailPassword("mailArchive"))).toBe("abcdefghijklmnop");
    expect(tidied(" one two three four ", mailPassword("mail"))).toBe("one two three four");
  });

  test("loses what wraps Base64", () => {
    const whole = signing["pfx-base64"] ?? "";
    const wrapped = whole.replace(/.{64}/g, "$&\r\n");
    for (const text of [wrapped, `-----BEGIN PKCS12-----\n${wrapped}\n-----END PKCS12-----\n`])
      expect(tidied(text, pfxWithRsaKey("passphrase"))).toBe(whole);
  });
});

describe("a PFX file and its passphrase", () => {
  const entry = declared.find(({ name }) => name === "opensign-signing");
  const faults = (values: Readonly<Record<string, string>>) =>
    (entry ? faultsOfGiven(entry, values, config) : []).map(({ where, value }) => [where, value]);

  test("that does not open it is refused as the passphrase, and the file as none", () => {
    expect(faults({ ...signing, passphrase: "another" })).toEqual([["opensign-signing.passphrase", "another one than the PFX file's"]]);
  });

  test("whose certificate has ended is refused with the day", () => {
    const ended = pfx(signingFile("x", new Date(Date.now() - day)));
    expect(faults({ "pfx-base64": ended, passphrase: "x" })).toEqual([
      ["opensign-signing.pfx-base64", expect.stringMatching(/^with a certificate that ended on \d{4}-/)],
    ]);
  });

  test("of which only one is new are judged together with what is there", () => {
    const change = { entry: entry as NonNullable<typeof entry>, values: { ...signing, passphrase: "another" } };
    expect(refusalOf(() => refuseUnfit("mk360 secrets rotate", [change], config))).toMatch(
      /^mk360 secrets rotate: opensign-signing\.passphrase is /,
    );
  });

  test("cannot be declared one without the other", () => {
    expect(() => new Credential("one", "signs", { pfx: given("a file", "nothing", pfxWithRsaKey("passphrase")) })).toThrow(
      'one: pfx is judged together with "passphrase", which is none of its keys',
    );
  });
});
