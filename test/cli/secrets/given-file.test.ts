import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { SecretEntry } from "../../../charts/facts/secrets";
import { given, random } from "../../../charts/model/access/credential";
import { knownHosts, mailPassword, password, sshPrivateKey } from "../../../charts/model/access/given-kind";
import { readGiven } from "../../../cli/secrets/given-file";
import { givenValues } from "../../support/given-values";
import { refusalOf } from "../../support/refusals";
import { shippedConfig } from "../../support/stack";

const folder = mkdtempSync(join(tmpdir(), "mk360-given-"));
const file = join(folder, "given.yaml");
const declared: SecretEntry[] = [
  {
    name: "box",
    purpose: "opens the box",
    namespaces: ["ops"],
    keys: {
      "ssh-key": given("a key", "no copy", sshPrivateKey),
      hosts: given("its hosts", "no copy", knownHosts("copyMonthly")),
      token: given("a token", "no copy", password),
      mail: given("its password", "no mail", mailPassword("mailArchive")),
      made: random(),
    },
  },
];
const real = givenValues(declared, shippedConfig).box ?? {};

function read(text: string, mode = 0o600) {
  writeFileSync(file, text);
  chmodSync(file, mode);
  return readGiven(file, declared, shippedConfig);
}

afterAll(() => rmSync(folder, { recursive: true }));

describe("the file with what only the owner knows", () => {
  test("gives each value in the form that programs expect", () => {
    const { "ssh-key": key = "", hosts = "" } = real;
    const answers = read(
      JSON.stringify({
        box: { token: "  abc  ", hosts: hosts.replace("\n", "\r\n\r\n"), "ssh-key": key.trim(), mail: "abcd efgh\u00a0ijkl mnop" },
      }),
    );
    expect(["token", "hosts", "ssh-key", "mail"].map((name) => answers("box", name))).toEqual(["abc", hosts, key, "abcdefghijklmnop"]);
    expect(answers("box", "made")).toBeUndefined();
  });

  test.each([
    ["that others may read", "box: { token: abc }", 0o640, "its mode", "chmod 600"],
    ["with an unknown credential", "bax: { token: abc }", 0o600, "bax", "did you mean box?"],
    ["with an unknown key", "box: { tokn: abc }", 0o600, "box.tokn", "did you mean token?"],
    ["with a key that is made by itself", "box: { made: abc }", 0o600, "box.made", "Allowed: ssh-key, hosts, token, mail"],
    ["with an empty value", 'box: { token: "" }', 0o600, "box.token", "not empty"],
    ["with a number", "box: { token: 12 }", 0o600, "box.token", "in quotes"],
    ["with half of a character", 'box: { token: "a\\ud83d" }', 0o600, "box.token", "half of a character"],
    ["with a sign that deletes", 'box: { token: "a\\x7f" }', 0o600, "box.token", "without control characters"],
    ["with the end of a line of old terminals", 'box: { token: "a\\x85b" }', 0o600, "box.token", "without control characters"],
    ["with what is no character", 'box: { token: "a\\uffffb" }', 0o600, "box.token", "without control characters"],
    ["with two lines where one belongs", 'box: { token: "a\\nb" }', 0o600, "box.token", "one line"],
    [
      "with a public key for a private one",
      'box: { ssh-key: "ssh-ed25519 AAAA me" }',
      0o600,
      "box.ssh-key",
      "a public SSH key",
      "the one without .pub",
    ],
    ["with the path of a key", 'box: { ssh-key: "~/.ssh/id_ed25519" }', 0o600, "box.ssh-key", "the path of a file"],
    ["with the password of the account where Google wants another", "box: { mail: AAAA12345678 }", 0o600, "box.mail", "16 letters"],
    ...["@AAAA", "`AAAA", "!AAAA", "! AAAA", "&AAAA", "&a AAAA", "*AAAA", "%AAAA", "|AAAA", ">AAAA", "AAAA #1", "AAAA\t#1"].map(
      (password): [string, string, number, ...string[]] => [
        `with ${password} without quotes`,
        `box:\n  token: ${password}\n`,
        0o600,
        "line 2 (token)",
        "quote it",
      ],
    ),
    ["with a list for keys", "box: [abc]", 0o600, "box", "keys with values"],
  ])("%s is refused with one line that never shows the value", (_name, text, mode, ...says) => {
    const message = refusalOf(() => read(text, mode));
    for (const part of says) expect(message).toContain(part);
    expect(message).not.toContain("AAAA");
    expect(message.split("\n")).toHaveLength(1);
  });

  test.each([
    ["in single quotes", "'@a #b'", "@a #b"],
    ["in double quotes", '"&a #b" # the new one', "&a #b"],
    ["in the middle of a word", "a@b#c!", "a@b#c!"],
    ["on lines of their own", "|\n    &a #b\n", "&a #b"],
  ])("takes the same marks %s", (_where, written, kept) => {
    expect(read(`# of mine\nbox:\n  token: ${written}\n`)("box", "token")).toBe(kept);
  });

  test("leaves the lines of a text alone that hold a colon and such a mark", () => {
    const hosts = real.hosts ?? "";
    expect(read(`box:\n  hosts: |\n    # host: *1 #2\n    ${hosts.trim().split("\n").join("\n    ")}\n`)("box", "hosts")).toBe(
      read(JSON.stringify({ box: { hosts: `# host: *1 #2\n${hosts}` } }))("box", "hosts"),
    );
  });

  test("that is not there is refused", () => {
    expect(refusalOf(() => readGiven(join(folder, "none.yaml"), declared, shippedConfig))).toContain("none.yaml");
  });
});
