import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Imap } from "../support/imap";
import { describeReal, onlyIfThere, onPath } from "../support/real";
import { distObjects, stackOf } from "../support/stack";
import farSettings from "./far-dovecot.conf";
import { allMail, archive, MailBed, mail } from "./mail-bed";

const root = process.env.MAIL_ROOT ? onlyIfThere(process.env.MAIL_ROOT) : undefined;

const programs = {
  "root file system of images/mail (MAIL_ROOT)": root,
  unshare: onPath("unshare"),
  openssl: onPath("openssl"),
  "right to mount": process.getuid?.() === 0 ? "root" : undefined,
};

const english = "[Gmail]/All Mail";
const host = "imap.gmail.com";

/** A mailbox of its own at a provider, and runs of mbsync that pull it into an archive that is empty before each test. */
function mailboxAt(bed: MailBed) {
  let count = 0;
  let account = "";
  let owner: Imap | undefined;
  beforeAll(() => bed.open());
  afterAll(() => bed.close());
  afterEach(() => {
    owner?.close();
    for (const name of readdirSync(bed.mailFolder)) rmSync(join(bed.mailFolder, name), { recursive: true });
  });
  return {
    /** A new account with these folders, as IMAP writes them, and a mail in each that bears its name. */
    async open(...folders: readonly string[]): Promise<Imap> {
      count += 1;
      account = `owner${count}@example.com`;
      owner = await bed.login(account);
      for (const folder of folders) {
        if (folder !== "INBOX") await owner.ask(`CREATE ${quoted(folder)}`);
        await owner.ask(`APPEND ${quoted(folder)}`, mail(`in ${folder.replaceAll(/[^A-Za-z ]/g, "")}`));
      }
      return owner;
    },
    pull: (folders?: string[]) => bed.pulled(bed.given, distObjects(stackOf({ mailArchive: { host, account, folders } }))),
    /** The folders of the archive that hold mails. */
    kept: () =>
      readdirSync(bed.mailFolder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name === "cur")
        .map(({ parentPath }) => parentPath.slice(bed.mailFolder.length + 1))
        .sort(),
  };
}

const quoted = (name: string) => `"${name.replaceAll(/["\\]/g, "\\$&")}"`;

describeReal("the selection of folders that mbsync pulls, with a real Dovecot in the provider's place", programs, () => {
  describe("a mailbox that marks its folder of all mail", () => {
    const bed = new MailBed(root ?? "");
    const mailbox = mailboxAt(bed);

    test("is pulled by that mark, in whatever language its folders are", async () => {
      await mailbox.open(archive, "INBOX", "Projekt");
      expect((await mailbox.pull()).code).toBe(0);
      expect(mailbox.kept()).toEqual([allMail]);
      expect(bed.subjects(allMail)).toEqual(["in GmailAlle Nachrichten"]);
    });

    test("is pulled once, when the account gets another language", async () => {
      const owner = await mailbox.open(archive);
      await mailbox.pull();
      await owner.ask(`RENAME "${archive}" "${english}"`);
      await owner.ask(`APPEND "${english}"`, mail("in English"));
      expect((await mailbox.pull()).code).toBe(0);
      expect(mailbox.kept()).toEqual([allMail]);
      expect(bed.subjects(allMail)).toEqual(["in English", "in GmailAlle Nachrichten"]);
    });

    test("is well without a mail in it: the folder is there, and the archive has it", async () => {
      await (await mailbox.open()).ask(`CREATE "${archive}"`);
      expect(await mailbox.pull()).toMatchObject({ code: 0, said: expect.stringContaining("counted 0 mails, the archive holds 0") });
      expect(mailbox.kept()).toEqual([allMail]);
    });

    test("is pulled with mails that somebody marked for deletion", async () => {
      const owner = await mailbox.open(archive);
      await owner.ask(`APPEND "${archive}" (\\Deleted \\Seen)`, mail("doomed"));
      expect((await mailbox.pull()).code).toBe(0);
      expect(bed.subjects(allMail)).toEqual(["doomed", "in GmailAlle Nachrichten"]);
    });

    test("is not well when it marks two, and both are named", async () => {
      await mailbox.open(archive, english);
      expect(await mailbox.pull()).toMatchObject({
        code: 1,
        said: expect.stringMatching(/more than one folder of all mail: .*, .*folders/),
      });
    });

    test("is not well when the mark is gone, and nothing else is pulled in its place", async () => {
      const owner = await mailbox.open(archive, "Projekt");
      await mailbox.pull();
      await owner.ask(`RENAME "${archive}" "Sonstiges"`);
      expect(await mailbox.pull()).toMatchObject({ code: 1, said: expect.stringContaining("shows no folder of all mail") });
      expect(mailbox.kept()).toEqual([allMail]);
    });

    test("is not well when mails of the archive got lost", async () => {
      const owner = await mailbox.open(archive);
      await owner.ask(`APPEND "${archive}"`, mail("second"));
      await mailbox.pull();
      const [[file = ""] = []] = [...bed.kept(allMail)];
      rmSync(join(bed.mailFolder, allMail, file));
      const { code, said } = await mailbox.pull();
      expect([code, said]).toEqual([1, expect.stringMatching(/counted 2 mails, the archive holds 1\n[\s\S]*restore the folder/)]);
    });
  });

  describe("a mailbox that marks none", () => {
    const bed = new MailBed(root ?? "");
    const mailbox = mailboxAt(bed);

    test("is pulled folder by folder, but for drafts, junk and trash", async () => {
      await mailbox.open("INBOX", "Archiv", "Gesendet", "Projekt/2024", "Junk", "Papierkorb", "[Gmail]/Entw&APw-rfe");
      expect((await mailbox.pull()).code).toBe(0);
      expect(mailbox.kept()).toEqual(["Archiv", "Gesendet", "INBOX", "Projekt/2024"].map((name) => `${allMail}/${name}`));
      expect(bed.subjects(`${allMail}/INBOX`)).toEqual(["in INBOX"]);
    });

    test("goes on folder by folder when it marks one later, with each mail once", async () => {
      const owner = await mailbox.open("INBOX", "Projekt");
      await mailbox.pull();
      await owner.ask(`CREATE "${archive}"`);
      await owner.ask(`APPEND "${archive}"`, mail("in INBOX"));
      expect((await mailbox.pull()).code).toBe(0);
      expect(mailbox.kept()).toEqual([`${allMail}/INBOX`, `${allMail}/Projekt`]);
    });
  });

  describe("folders by their names", () => {
    const bed = new MailBed(root ?? "");
    const mailbox = mailboxAt(bed);

    test("one wrong name among several: the others are pulled, and the run is not well and says which there are", async () => {
      await mailbox.open(archive, "Projekt");
      bed.kuma.reset();
      const { code, said } = await mailbox.pull([english, "Projekt"]);
      expect([code, mailbox.kept(), bed.kuma.pushes]).toEqual([1, ["Projekt"], []]);
      expect(said).toContain(`has no folder "${english}"; it has`);
      for (const name of [archive, "Projekt", "INBOX"]) expect(said).toContain(`"${name}"`);
    });

    test.each([[["Projekte"]], [["[Gmail]"]], [["projekt"]], [["Projekt "]]])(
      "%j, which no folder has: nothing is pulled",
      async (names) => {
        await mailbox.open(archive, "Projekt");
        expect((await mailbox.pull(names)).code).toBe(1);
        expect(mailbox.kept()).toEqual([]);
      },
    );

    const names = [
      ["Büro & Co.", "B&APw-ro &- Co."],
      ["Grüße 📬", "Gr&APwA3w-e &2D3c7A-"],
      ["日本語", "&ZeVnLIqe-"],
      ['Say "hi"', 'Say "hi"'],
      ["back\\slash", "back\\slash"],
      ["100 %", "100 %"],
      ["* all *", "* all *"],
      ["!important", "!important"],
      ["a  b", "a  b"],
      ["(x) {5} #1", "(x) {5} #1"],
      [":mailbox:x", ":mailbox:x"],
      ["NIL", "NIL"],
      ["Projekt/Büro/2024", "Projekt/B&APw-ro/2024"],
    ] as const;
    const plain = names.map(([name]) => name);

    test("are taken as people read them, whatever IMAP makes of them", async () => {
      await mailbox.open("INBOX", ...names.map(([, wire]) => wire));
      expect(await mailbox.pull(plain)).toMatchObject({ code: 0 });
      expect(mailbox.kept()).toEqual([...plain].sort());
      for (const name of plain) expect([name, bed.subjects(name)]).toEqual([name, [expect.stringMatching(/^in /)]]);
    });

    test.each([["100 %"], ["* all *"], ["!important"]])("%j is a name and no pattern", async (name) => {
      await mailbox.open("INBOX", name, "100 per cent", "not all of it");
      expect((await mailbox.pull([name])).code).toBe(0);
      expect(mailbox.kept()).toEqual([name]);
    });

    test("one that cannot be a directory of the archive is named, and the others are pulled", async () => {
      await mailbox.open("INBOX", "Work", "Work/.hidden");
      expect(await mailbox.pull()).toMatchObject({
        code: 1,
        said: expect.stringContaining('"Work/.hidden" cannot be a folder of the archive'),
      });
      expect(mailbox.kept()).toEqual([`${allMail}/INBOX`, `${allMail}/Work`]);
    });
  });

  describe("a server with dots between its folders, all below INBOX, and folders of other people", () => {
    const settings = farSettings
      .replace("separator = /\n", "separator = .\n  prefix = INBOX.\n")
      .replace("mailbox_list_layout = fs", "mailbox_list_layout = maildir++")
      .concat("namespace others {\n  type = public\n  separator = .\n  prefix = Public.\n  mail_path = /far/public\n}\n");
    const bed = new MailBed(root ?? "", settings);
    const mailbox = mailboxAt(bed);

    test("is pulled by names with slashes, without what belongs to others", async () => {
      await mailbox.open("INBOX", "INBOX.Projekt", "INBOX.Projekt.B&APw-ro", "INBOX.Junk", "Public.News");
      expect((await mailbox.pull()).code).toBe(0);
      expect(mailbox.kept()).toEqual(["INBOX", "INBOX/Projekt", "INBOX/Projekt/Büro"].map((name) => `${allMail}/${name}`));
    });

    test("gives what belongs to others by its name", async () => {
      await mailbox.open("INBOX", "INBOX.Projekt.B&APw-ro", "Public.News");
      expect((await mailbox.pull(["INBOX/Projekt/Büro", "Public/News"])).code).toBe(0);
      expect(mailbox.kept()).toEqual(["INBOX/Projekt/Büro", "Public/News"]);
    });
  });

  describe("Gmail that keeps its folder of all mail from IMAP", () => {
    const bed = new MailBed(root ?? "", farSettings.concat("imap_capability {\n  X-GM-EXT-1 = yes\n}\n"));
    const mailbox = mailboxAt(bed);

    test("is not well: its labels are not all mail", async () => {
      await mailbox.open("INBOX", "Projekt");
      expect(await mailbox.pull()).toMatchObject({ code: 1, said: expect.stringContaining("in the settings of labels") });
      expect(mailbox.kept()).toEqual([]);
    });
  });
});
