import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { endpoints } from "../../charts/services/endpoints";
import { Imap } from "../support/imap";
import { describeReal, onlyIfThere, onPath, until } from "../support/real";
import { distObjects, stackOf, whole } from "../support/stack";
import { allMail, archive, drafts, killWithChildren, MailBed, mail, treeOf } from "./mail-bed";

/** Made by .ci/image-root.sh mail out of images/mail/Dockerfile. */
const root = process.env.MAIL_ROOT ? onlyIfThere(process.env.MAIL_ROOT) : undefined;

const programs = {
  "root file system of images/mail (MAIL_ROOT)": root,
  unshare: onPath("unshare"),
  openssl: onPath("openssl"),
  "right to mount": process.getuid?.() === 0 ? "root" : undefined,
};

describeReal("mbsync and Dovecot of images/mail, as the pods of dist run them", programs, () => {
  const bed = new MailBed(root ?? "");
  const { mailFolder, stateFolder, authority, stranger } = bed;

  beforeAll(async () => {
    await bed.open();
    await bed.fill();
  });
  afterAll(() => bed.close());

  describe("mbsync", () => {
    test("pulls every mail of the folder of all mail, whatever its name, and no other folder", async () => {
      expect(await bed.pull()).toBe(0);
      expect(bed.subjects(allMail)).toEqual(["first", "second", "third"]);
      expect(readdirSync(mailFolder)).toEqual([allMail]);
    });

    test("tells Uptime Kuma of a pull that ended well, and of no other", async () => {
      bed.kuma.reset();
      expect(await bed.pull()).toBe(0);
      expect(bed.kuma.pushes).toEqual(["token-of-mbsync"]);
      const wrong = { ...bed.given.secrets, "mail-archive-account": { password: "wrong" } };
      expect(await bed.pull({ ...bed.given, secrets: wrong })).not.toBe(0);
      expect(bed.kuma.pushes).toEqual(["token-of-mbsync"]);
    });

    test("keeps what each mail says, and adds one line of its own to the head", () => {
      const first = [...bed.kept(allMail).values()].find((text) => text.includes("Subject: first")) ?? "";
      const own = /^X-TUID: .*\r?\n/m;
      expect(first).toMatch(own);
      expect(first.replace(own, "").replaceAll("\r\n", "\n")).toBe(mail("first").replaceAll("\r\n", "\n"));
    });

    test("keeps who was read and who was flagged", () => {
      expect([bed.flagsOf(allMail, "first"), bed.flagsOf(allMail, "second"), bed.flagsOf(allMail, "third")]).toEqual(["S", "", "F"]);
    });

    test("writes files that nobody but their owner reads", () => {
      for (const file of bed.kept(allMail).keys()) {
        const { uid, mode } = statSync(join(mailFolder, allMail, file));
        expect([uid, mode & 0o077]).toEqual([1000, 0]);
      }
    });

    test("remembers in the next pod what it has, beside the mails", async () => {
      const before = treeOf(mailFolder);
      expect(await bed.pull()).toBe(0);
      expect(treeOf(mailFolder)).toEqual(before);
      expect(existsSync(join(mailFolder, allMail, ".mbsyncstate"))).toBe(true);
    });

    test("pulls what is new, and what was read since", async () => {
      await bed.far.ask(`APPEND "${archive}"`, mail("fourth"));
      await bed.far.ask(`SELECT "${archive}"`);
      await bed.far.ask("STORE 2 +FLAGS (\\Seen)");
      expect(await bed.pull()).toBe(0);
      expect([bed.subjects(allMail), bed.flagsOf(allMail, "second")]).toEqual([["first", "fourth", "second", "third"], "S"]);
    });

    test("keeps a mail that is removed there, without a mark", async () => {
      await bed.far.ask(`SELECT "${archive}"`);
      await bed.far.ask("STORE 1 +FLAGS (\\Deleted)");
      expect((await bed.far.ask("EXPUNGE")).status).toBe("OK");
      expect((await bed.far.ask(`STATUS "${archive}" (MESSAGES)`)).lines.join()).toContain("MESSAGES 3");
      for (const _ of [1, 2]) expect(await bed.pull()).toBe(0);
      expect([bed.subjects(allMail), bed.flagsOf(allMail, "first")]).toEqual([["first", "fourth", "second", "third"], "S"]);
    });

    test("keeps a mail whose mark of deletion came over before it was removed there", async () => {
      await bed.far.ask(`SELECT "${archive}"`);
      await bed.far.ask("STORE 1 +FLAGS (\\Deleted)");
      expect(await bed.pull()).toBe(0);
      await bed.far.ask("EXPUNGE");
      for (const _ of [1, 2]) expect(await bed.pull()).toBe(0);
      expect(bed.subjects(allMail)).toEqual(["first", "fourth", "second", "third"]);
    });

    test("sends nothing back: a mail that somebody removes or marks here is as it was there", async () => {
      const [file = ""] = [...bed.kept(allMail)].find(([, text]) => text.includes("Subject: fourth")) ?? [];
      const marked = `cur/${file.replace(/^(cur|new)\//, "").replace(/:2,.*/, ":2,FST")}`;
      renameSync(join(mailFolder, allMail, file), join(mailFolder, allMail, marked));
      await bed.pull();
      await bed.far.ask(`SELECT "${archive}"`);
      expect((await bed.far.ask("FETCH 1:* (FLAGS)")).lines.filter((line) => /Deleted|fourth/.test(line))).toEqual([]);
      renameSync(join(mailFolder, allMail, marked), join(mailFolder, allMail, file));
      expect((await bed.far.ask(`STATUS "${archive}" (MESSAGES)`)).lines.join()).toContain("MESSAGES 2");
    });

    test("goes on after it was killed half way, with each mail once", async () => {
      for (let number = 0; number < 300; number += 1) await bed.far.ask(`APPEND "${archive}"`, mail(`many ${number}`));
      const run = bed.startPull();
      await until(() => bed.subjects(allMail).length > 20, 20);
      killWithChildren(run.pid ?? 0);
      await new Promise((resolve) => run.once("close", resolve));
      expect(bed.subjects(allMail).length).toBeLessThan(304);
      expect(await bed.pull()).toBe(0);
      expect(bed.subjects(allMail)).toEqual([...new Set(bed.subjects(allMail))]);
      expect(bed.subjects(allMail)).toHaveLength(304);
    });

    test("keeps a folder that is removed there, and does not call it well", async () => {
      const before = bed.subjects(allMail);
      await bed.far.ask("CLOSE");
      await bed.far.ask(`RENAME "${archive}" "[Gmail]/Elsewhere"`);
      expect(await bed.pull()).toBe(1);
      expect(bed.subjects(allMail)).toEqual(before);
      await bed.far.ask(`RENAME "[Gmail]/Elsewhere" "${archive}"`);
      expect(await bed.pull()).toBe(0);
      expect(bed.subjects(allMail)).toEqual(before);
    });

    test.each([
      [
        "a server whose certificate comes from a stranger",
        () => ({
          ...bed.given,
          replaced: { ...bed.given.replaced, "/etc/ssl/certs/ca-certificates.crt": bed.box.file("other.crt", stranger.certificate) },
        }),
      ],
      ["a wrong password", () => ({ ...bed.given, secrets: { ...bed.given.secrets, "mail-archive-account": { password: "wrong" } } })],
    ])("fails aloud for %s, and changes nothing", async (_, surroundings) => {
      const before = treeOf(mailFolder);
      expect(await bed.pull(surroundings())).not.toBe(0);
      expect(treeOf(mailFolder)).toEqual(before);
    });
  });

  describe("Dovecot", () => {
    beforeAll(() => bed.serve());

    test("shows the folder, and an empty INBOX outside of the archive", async () => {
      const imap = await bed.read();
      const { lines } = await imap.ask('LIST "" "*"');
      expect(lines.map((line) => line.replace(/^\* LIST /, "")).sort()).toEqual([
        '(\\HasNoChildren) "/" "All mail"',
        '(\\HasNoChildren) "/" INBOX',
      ]);
      expect((await imap.ask("SELECT INBOX")).status).toBe("OK");
      imap.close();
    });

    test("reads what mbsync wrote, mail by mail, and what is still unread as unread", async () => {
      const imap = await bed.read();
      expect((await imap.ask(`SELECT "${allMail}"`)).lines).toContain("* 304 EXISTS");
      const { lines } = await imap.ask("UID FETCH 1 (FLAGS BODY.PEEK[TEXT])");
      expect(lines.join("\n")).toContain("The body of first.");
      expect((await imap.ask("SEARCH SUBJECT fourth UNSEEN")).lines.join()).toMatch(/^\* SEARCH [0-9]+$/);
      imap.close();
    });

    test("refuses every write, or lets it be without effect", async () => {
      const before = treeOf(mailFolder);
      const imap = await bed.read();
      expect((await imap.ask(`SELECT "${allMail}"`)).said).toContain("[READ-ONLY]");
      const marked = await imap.ask("SEARCH DELETED");
      expect((await imap.ask("STORE 1:* +FLAGS (\\Deleted \\Seen)")).lines).toEqual([]);
      expect((await imap.ask("SEARCH DELETED")).lines).toEqual(marked.lines);
      expect((await imap.ask("EXPUNGE")).lines).toEqual([]);
      for (const command of [`COPY 1 "${allMail}"`, "COPY 1 INBOX", "MOVE 1 INBOX", "MOVE 1 Other"])
        expect([command, (await imap.ask(command)).status]).toEqual([command, "NO"]);
      await imap.ask("UNSELECT");
      for (const command of ["CREATE Other", 'CREATE "All mail/Other"', 'RENAME "All mail" Other', 'DELETE "All mail"', "DELETE INBOX"])
        expect([command, (await imap.ask(command)).status]).toEqual([command, "NO"]);
      for (const folder of [allMail, "INBOX"]) expect((await imap.ask(`APPEND "${folder}"`, mail("forged"))).status).toBe("NO");
      imap.close();
      // Dovecot disconnects whoever tries to delete what he has open; the folder is there for the next one.
      const deleter = await bed.read();
      await deleter.ask(`SELECT "${allMail}"`);
      expect((await deleter.ask(`DELETE "${allMail}"`)).status).toBe("NO");
      deleter.close();
      const again = await bed.read();
      expect((await again.ask(`SELECT "${allMail}"`)).lines).toContain("* 304 EXISTS");
      again.close();
      expect(treeOf(mailFolder)).toEqual(before);
    });

    test("has no extension by which a reader could give himself more rights", async () => {
      const imap = await bed.read();
      expect((await imap.ask("CAPABILITY")).lines.join(" ")).not.toMatch(/\bACL\b|RIGHTS=/);
      expect((await imap.ask(`SETACL "${allMail}" owner lrwstipekxacd`)).status).toBe("BAD");
      imap.close();
    });

    test.each([
      ["archive", "wrong"],
      ["other", "correct-horse"],
    ])("does not let %s in with %j", async (user, password) => {
      const imap = await Imap.open(endpoints.dovecot.port.number, authority.certificate, endpoints.dovecot.host);
      expect((await imap.ask(`LOGIN "${user}" "${password}"`)).status).toBe("NO");
      imap.close();
    });

    test("proves who it is by the internal authority, for its name in the cluster", async () => {
      await expect(Imap.open(endpoints.dovecot.port.number, stranger.certificate, endpoints.dovecot.host)).rejects.toThrow();
      await expect(Imap.open(endpoints.dovecot.port.number, authority.certificate, "postgres.storage.svc.cluster.local")).rejects.toThrow(
        /altnames/,
      );
      (await Imap.open(endpoints.dovecot.port.number, authority.certificate, endpoints.dovecot.host)).close();
    });

    test("speaks TLS 1.2 or newer and nothing else", async () => {
      const old = connect({
        host: "127.0.0.1",
        port: endpoints.dovecot.port.number,
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        rejectUnauthorized: false,
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      expect(
        await new Promise((resolve) => old.once("secureConnect", () => resolve("connected")).once("error", () => resolve("refused"))),
      ).toBe("refused");
      const plain = connectPlain(endpoints.dovecot.port.number, "127.0.0.1");
      plain.write("t1 LOGIN archive correct-horse\r\n");
      const said = await new Promise<string>((resolve) => {
        let all = "";
        plain.on("data", (data) => (all += data));
        plain.once("close", () => resolve(all));
        plain.once("error", () => resolve(all));
      });
      expect(said).not.toMatch(/OK|Logged in/);
    });

    test("shows a mail that mbsync pulls while somebody reads", async () => {
      const imap = await bed.read();
      await imap.ask(`SELECT "${allMail}"`);
      await bed.far.ask(`APPEND "${archive}"`, mail("latest"));
      expect(await bed.pull()).toBe(0);
      expect((await imap.ask("NOOP")).lines).toContain("* 305 EXISTS");
      imap.close();
    });

    test("gives each mail the same number after a restart and without its index, which no backup holds", async () => {
      const numbers = async () => {
        const imap = await bed.read();
        const validity = (await imap.ask(`SELECT "${allMail}"`)).lines.find((line) => line.includes("UIDVALIDITY"));
        const { lines } = await imap.ask("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
        imap.close();
        return [validity, lines];
      };
      const before = await numbers();
      await bed.restart();
      expect(await numbers()).toEqual(before);
      rmSync(join(stateFolder, "index"), { recursive: true });
      await bed.restart();
      expect(await numbers()).toEqual(before);
    });

    test("has something for the backup to read from the first start on", () => {
      expect(statSync(join(stateFolder, "instances")).size).toBeGreaterThan(0);
      expect(existsSync(join(stateFolder, "control", allMail, "dovecot-uidlist"))).toBe(true);
    });

    test("runs without root, without a capability, and with nothing to complain of", () => {
      expect(bed.log()).toContain("starting up for imap");
      const complaints = bed
        .log()
        .split("\n")
        .filter((line) => /Error|Warning|Fatal|Panic/.test(line));
      expect(complaints).toEqual([]);
    });
  });

  describe("a folder whose name ASCII cannot write", () => {
    const { mailArchive } = whole.stack.config;
    const withDrafts = distObjects(stackOf({ mailArchive: { ...mailArchive, folders: [archive, "[Gmail]/Entwürfe"] } }));

    test("is pulled by its plain name and shown by IMAP's", async () => {
      expect(await bed.pull(bed.given, withDrafts)).toBe(0);
      expect(bed.subjects("[Gmail]/Entwürfe")).toEqual(["a draft"]);
      const imap = await bed.read();
      expect((await imap.ask('LIST "" "*"')).lines.join("\n")).toContain(drafts);
      expect((await imap.ask(`SELECT "${drafts}"`)).lines).toContain("* 1 EXISTS");
      imap.close();
    });
  });
});
