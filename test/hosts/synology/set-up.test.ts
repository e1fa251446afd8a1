import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { onPath } from "../../support/on-path";
import { configWith, shippedConfig, stackOf } from "../../support/stack";
import { Nas, startDsm } from "./nas";

const closing =
  "This script was tried on stand-ins of DSM's programs, and on no DSM: hold what DSM shows against generated/docs/synology.md.";
/** Everything but delete (d), delete what is in it (D), and changing rights (C) or owner (o): the help of File Station. */
const withoutDelete = "allow:rwxp--aARWc--:fd--";
const administrators = "group:administrators:allow:rwxpdDaARWc--:fd--";

const whole = stackOf({ phase: 3 });
let dsm: Awaited<ReturnType<typeof startDsm>>;
let nas: Nas;
beforeAll(async () => {
  dsm = await startDsm();
});
afterAll(() => {
  dsm.process.kill();
});
beforeEach(() => {
  nas = new Nas(dsm.port, whole);
});
afterEach(() => nas.end());

describe("the script on a NAS as it is unpacked", () => {
  test("makes shared folders, users with their rights, NFS and the folders", () => {
    expect(nas.setUp()).toEqual({
      code: 0,
      complained: "",
      said: [
        "make the shared folder /volume1/backups",
        "make the shared folder /volume1/private",
        "make the shared folder /volume1/business",
        "make the user archive-private",
        "make the user archive-business",
        "keep archive-private out of backups",
        "let archive-private write to private, without the right to delete",
        "keep archive-private out of business",
        "keep archive-business out of backups",
        "keep archive-business out of private",
        "let archive-business write to business, without the right to delete",
        "switch NFS on, up to NFSv4.1",
        "let 192.168.178.20 mount backups by NFS",
        "let 192.168.178.20 mount private by NFS",
        "make the folder /volume1/backups/vps-daily for 65534:65534 alone",
        "make the folder /volume1/private/email for 1000:1000 alone",
        "16 changes done",
        closing,
      ],
    });
  });

  test("gives each user the one shared folder, and no right to delete there", () => {
    nas.setUp();
    const { rights } = nas.dsm;
    expect(rights["/volume1/business"]).toEqual([
      "user:archive-private:deny:rwxpdDaARWcCo:fd--",
      administrators,
      `user:archive-business:${withoutDelete}`,
    ]);
    expect(rights["/volume1/private"]).toEqual([
      "user:archive-business:deny:rwxpdDaARWcCo:fd--",
      administrators,
      `user:archive-private:${withoutDelete}`,
    ]);
    expect(rights["/volume1/backups"]).toEqual(expect.not.arrayContaining([expect.stringContaining("archive-business:allow")]));
  });

  test("lets the VM alone mount by NFS, with nobody mapped and up to NFSv4.1", () => {
    nas.setUp();
    const { rules, nfs } = nas.dsm;
    const flavor = { sys: true, kerberos: false, kerberos_integrity: false, kerberos_privacy: false };
    const rule = {
      client: `${shippedConfig.machines.nas.lanAddress}`,
      privilege: "rw",
      root_squash: "root",
      async: false,
      insecure: false,
      crossmnt: false,
      security_flavor: flavor,
    };
    expect(rules).toEqual({ backups: [rule], private: [rule] });
    expect(nfs).toMatchObject({ enable_nfs: true, enable_nfs_v4: true, enabled_minor_ver: 1 });
  });

  test("gives the folders to the numbers of the programs in the VM, with plain Linux rights", () => {
    nas.setUp();
    const { owners, modes, rights } = nas.dsm;
    expect(owners).toEqual({ "/volume1/backups/vps-daily": "65534:65534", "/volume1/private/email": "1000:1000" });
    expect(modes).toEqual({ "/volume1/backups/vps-daily": "750", "/volume1/private/email": "750" });
    expect(rights["/volume1/private/email"]).toBe("linux");
  });

  test("takes passwords from files, and prints none", () => {
    const { said, complained } = nas.setUp();
    expect(nas.dsm.passwords).toEqual({ "archive-business": "business, for the archive", "archive-private": "private, for the archive" });
    expect([...said, complained].join("\n")).not.toContain("for the archive");
  });

  test("says in a dry run what it would do, and does nothing of it", () => {
    const before = nas.dsm;
    const { code, said } = nas.setUp(["--dry-run"]);
    expect([code, said.length, said.slice(-2)]).toEqual([0, 18, ["16 changes; nothing was done", closing]]);
    expect(said.slice(0, -2).every((line) => line.startsWith("would: "))).toBe(true);
    expect(nas.dsm).toEqual(before);
  });
});

describe("the second run", () => {
  test("changes nothing", () => {
    nas.setUp();
    const before = nas.dsm;
    expect(nas.setUp([])).toEqual({ code: 0, complained: "", said: ["nothing to change", closing] });
    expect(nas.dsm).toEqual(before);
  });

  let outcome: unknown;
  beforeAll(() => {
    const undisturbed = new Nas(dsm.port, whole);
    undisturbed.setUp();
    ({ outcome } = undisturbed);
    undisturbed.end();
  });

  test.each([1, 2, 5, 8, 9, 12, 14, 17, 18, 20])("finishes what was cut off at change %i", (call) => {
    expect(nas.setUp(undefined, { DSM_FAILS_FROM: `${call}` }).code).not.toBe(0);
    expect(nas.setUp().code).toBe(0);
    expect(nas.outcome).toEqual(outcome);
    expect(nas.setUp().said).toContain("nothing to change");
  });
});

describe("what somebody has changed on the NAS", () => {
  beforeEach(() => {
    nas.setUp();
  });

  test("a user who was given the right to delete loses it again", () => {
    nas.change(({ rights }) => {
      rights["/volume1/business"] = [
        administrators,
        "user:archive-business:allow:rwxpdDaARWc--:fd--",
        "user:archive-private:deny:rwxpdDaARWcCo:fd--",
      ];
    });
    expect(nas.setUp().said[0]).toBe("let archive-business write to business, without the right to delete");
    expect(nas.dsm.rights["/volume1/business"]).toContain(`user:archive-business:${withoutDelete}`);
  });

  test("an NFS rule with another squash is put right, and one of somebody else is never taken away", () => {
    nas.change(({ rules }) => {
      for (const rule of rules.backups ?? []) rule.root_squash = "all_admin";
      rules.private?.push({ ...rules.private[0], client: "192.168.178.77" });
    });
    const { code, said } = nas.setUp();
    expect([code, said.slice(0, 2)]).toEqual([
      2,
      [
        "let 192.168.178.20 mount backups by NFS",
        "left to you: private has NFS rules for others too, which a new list would take away: see that 192.168.178.20 is among them as synology.md says",
      ],
    ]);
    expect(nas.dsm.rules.backups?.map(({ root_squash }) => root_squash)).toEqual(["root"]);
    expect(nas.dsm.rules.private).toHaveLength(2);
  });

  test("a folder whose owner is another one is given back, and what lies in it is not touched", () => {
    nas.folder("volume1/private/email/cur");
    nas.change(({ owners }) => {
      owners["/volume1/private/email"] = "1026:100";
      owners["/volume1/private/email/cur"] = "1000:1000";
    });
    expect(nas.setUp().said[0]).toBe("give the folder /volume1/private/email to 1000:1000 alone");
    expect(nas.dsm.calls.filter((call) => call.includes("/cur"))).toEqual([]);
  });

  test("nobody's password is changed", () => {
    nas.write("passwords/archive-business", "another password\n");
    expect(nas.setUp().said).toContain("nothing to change");
    expect(nas.dsm.passwords["archive-business"]).toBe("business, for the archive");
  });
});

describe("it stops, before it changes anything,", () => {
  const refused = (options?: readonly string[], env?: Readonly<Record<string, string>>) => {
    const before = nas.dsm;
    const { code, said, complained } = nas.setUp(options, env);
    expect([code, said, nas.dsm]).toEqual([1, [], before]);
    return complained;
  };

  test("without the right to be root", () => {
    expect(refused([], { DSM_UID: "1026" })).toBe("set-up.sh: it must be root: run it with sudo\n");
  });

  test("where there is no DSM, such as in the VM", () => {
    nas.remove("bin/synoshare");
    expect(refused()).toBe("set-up.sh: there is no synoshare; does this run on the NAS itself, and not in its VM?\n");
  });

  test("when the volume is not there", () => {
    nas.remove("volume1");
    expect(refused()).toBe(
      "set-up.sh: there is no /volume1; make that volume in Storage Manager, or correct machines.nas.paths in config.yaml\n",
    );
  });

  test("when a list is missing", () => {
    nas.remove("synology/exports");
    expect(refused()).toBe("set-up.sh: there is no list exports beside this script; bring the whole folder generated/synology\n");
  });

  test.each([
    ["shares", "/etc"],
    ["folders", "750 root:root /volume1/backups/vps-daily"],
    ["folders", "750 0:0 /volume1"],
    ["exports", "* backups"],
    ["users", "--del admin"],
  ])("when the list %s has the line %j", (list, line) => {
    nas.write(`synology/${list}`, `${line}\n`);
    expect(refused()).toBe(`set-up.sh: ${list}: "${line}" is no line of that list; run npm run synth and bring generated/synology anew\n`);
  });

  test.each([
    [["--force"], "--dry-run and --passwords FOLDER are known, and not --force"],
    [["--passwords", "/nowhere"], '--passwords wants a folder, and "/nowhere" is none'],
    [["--passwords"], '--passwords wants a folder, and "" is none'],
  ])("when it is called with %j", (options, why) => {
    expect(refused(options)).toBe(`set-up.sh: ${why}\n`);
  });

  test("when a shared folder lies on another volume", () => {
    nas.change(({ shares }) => {
      shares.backups = "/volume2/backups";
    });
    expect(refused()).toBe(
      "set-up.sh: the shared folder backups lies at /volume2/backups, and config.yaml wants /volume1/backups; correct machines.nas.paths there\n",
    );
  });
});

test("it makes no user without a password, and says where one is typed", () => {
  const { code, complained } = nas.setUp([]);
  expect([code, complained]).toEqual([
    1,
    "set-up.sh: nobody is there to type the password of the user archive-private: run this on a terminal, or with --passwords FOLDER\n",
  ]);
  expect(nas.dsm.users).toEqual(["admin", "guest"]);
});

const terminal = onPath("script");
if (!terminal) process.stderr.write("The script of the Synology side: left out, typing a password, because there is no script(1)\n");

(terminal ? describe : describe.skip)("on a terminal", () => {
  test("it asks for each new password twice, and shows none", async () => {
    const { code, shown } = await nas.typing(["a password", "a password", "another one", "another one"]);
    expect([code, nas.dsm.passwords]).toEqual([0, { "archive-private": "a password", "archive-business": "another one" }]);
    expect(shown).toContain("A new password for the user archive-private of the NAS: ");
    expect(shown).not.toMatch(/a password|another one/);
  });

  test.each([
    [["a password", "a pasword"], "these are two different passwords; nothing was done about the user archive-private"],
    [["", ""], "no password was typed; nothing was done about the user archive-private"],
  ])("it makes no user after %j", async (lines, why) => {
    const { code, shown } = await nas.typing(lines);
    expect([code, shown.includes(why), nas.dsm.users]).toEqual([1, true, ["admin", "guest"]]);
  });
});

test.each(["", "\nbelow\n"])("it takes no empty first line of a file (%j) for a password", (text) => {
  nas.write("passwords/archive-private", text);
  const { code, complained } = nas.setUp();
  expect([code, complained]).toEqual([
    1,
    expect.stringMatching(/passwords\/archive-private holds no password in its first line for the user archive-private\n$/),
  ]);
  expect(nas.dsm.users).toEqual(["admin", "guest"]);
});

test("it says what DSM has against a password", () => {
  nas.write("passwords/archive-private", "short\n");
  expect(nas.setUp().complained).toContain("DSM does not make the user archive-private: see the line above");
});

test("a shared folder with plain Linux rights at its top is left to the owner", () => {
  nas.folder("volume1/business");
  nas.change(({ shares, rights }) => {
    shares.business = "/volume1/business";
    rights["/volume1/business"] = "linux";
  });
  const { code, said } = nas.setUp();
  expect(code).toBe(2);
  expect(said).toContain(
    "left to you: business has plain Linux rights at its top, so DSM's rights do not hold there: look at it in Control Panel > Shared Folder",
  );
  expect(nas.dsm.rights["/volume1/business"]).toBe("linux");
});

test("names with blanks and umlauts arrive as they are", () => {
  const { machines } = shippedConfig;
  const smb = { ...machines.nas.smb, businessShare: "Geschäft Büro", privateShare: "Private" };
  const paths = { backups: "/volume2/Sicherung Server/täglich", mail: "/volume2/private/E-Mail alt" };
  const odd = new Nas(dsm.port, stackOf(configWith({ machines: { ...machines, nas: { ...machines.nas, smb, paths } } })));
  odd.folder("volume2");
  expect([odd.setUp().code, odd.setUp().said[0]]).toEqual([0, "nothing to change"]);
  expect(odd.dsm.shares).toEqual({
    "Sicherung Server": "/volume2/Sicherung Server",
    private: "/volume2/private",
    "Geschäft Büro": "/volume2/Geschäft Büro",
  });
  expect(odd.dsm.owners).toEqual({ "/volume2/Sicherung Server/täglich": "65534:65534", "/volume2/private/E-Mail alt": "1000:1000" });
  odd.end();
});

test("what no service of this phase keeps or writes is not made", () => {
  const first = new Nas(dsm.port, stackOf({ phase: 1 }));
  first.setUp();
  expect([first.dsm.shares, first.dsm.users]).toEqual([{ backups: "/volume1/backups" }, ["admin", "guest"]]);
  first.end();
});
