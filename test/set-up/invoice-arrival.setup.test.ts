import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { documentKinds, incomingKind } from "../../charts/services/public/invoices/document-kinds";
import { eventually } from "../api/eventually";
import { invoicesConfig, order } from "../apps/invoices/samples";
import { MailProvider, providerHost } from "../images/mail-provider";
import type { Imap } from "../support/imap";
import { describeReal, onlyIfThere, onPath } from "../support/real";
import { emptyPage } from "./empty-page";
import { nameOf } from "./form-page";
import { InvoicesBed, invoicePrograms } from "./invoices-bed";
import { N8nBed } from "./n8n-bed";
import { PlayedArchive } from "./played-archive";
import { attached, readable } from "./sent-mail";

const root = process.env.MAIL_ROOT ? onlyIfThere(process.env.MAIL_ROOT) : undefined;
const programs = {
  "n8n (N8N_BIN)": process.env.N8N_BIN,
  "root file system of images/mail (MAIL_ROOT)": root,
  unshare: onPath("unshare"),
  "right to mount": process.getuid?.() === 0 ? "root" : undefined,
  ...invoicePrograms,
};

const account = "rechnung@example.com";
const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const authority = { ...order.buyer, leitwegId: "991-33333TEST-33" };

/** A mail with these files, as a supplier's program writes it. */
const mailWith = (subject: string, files: Readonly<Record<string, Buffer>>): string => {
  const part = (head: string, body: string) => `--x\r\n${head}\r\n\r\n${body}\r\n`;
  const attachments = Object.entries(files).map(([name, content]) =>
    part(
      `Content-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64`,
      content.toString("base64").replace(/(.{76})/g, "$1\r\n"),
    ),
  );
  const head = `From: Anna <anna@example.org>\r\nTo: ${account}\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n`;
  return `${head}${part("Content-Type: text/plain", "Guten Tag, anbei die Rechnung.")}${attachments.join("")}--x--\r\n`;
};

/** Paperless is played; n8n, the program that judges, Gotenberg, PostgreSQL, the mail server and the mailbox are real. */
describeReal("an invoice that comes in, in n8n itself", programs, () => {
  const invoices = new InvoicesBed();
  const bed = new N8nBed(process.env.N8N_BIN ?? "", { invoices: { ...invoicesConfig, inbox: { host: providerHost, account } } });
  const archive = new PlayedArchive();
  const files: Record<string, Buffer> = {};
  let mailbox: Imap;

  beforeAll(async () => {
    await invoices.open();
    await bed.open();
    await archive.start(bed.box, bed.secret("n8n-paperless", "password"), []);
    bed.archiveUrl = archive.url;
    bed.invoicesUrl = invoices.url;
    const provider = new MailProvider(bed.box, root ?? "", bed.authority);
    bed.inboxPort = await provider.start();
    mailbox = await provider.login(account);
    await mailbox.ask("APPEND INBOX (\\Seen)", mailWith("read before", {}));
    for (const [name, more] of Object.entries({ zugferd: {}, xrechnung: { format: "xrechnung", buyer: authority } })) {
      const answer = await invoices.order({ ...order, delivered: yesterday, request: `sample-${name}`, ...more });
      const { number } = (await answer.json()) as { number: string };
      for (const kind of ["pdf", "xml"]) files[`${name}.${kind}`] = readFileSync(await invoices.fetched(number, `${number}.${kind}`));
    }
    await bed.run();
  });
  afterAll(async () => {
    mailbox?.close();
    await archive.stop();
    await bed.end();
    await invoices.end();
  });

  const file = (name: string): Buffer => files[name] ?? Buffer.alloc(0);
  const form = (authorization: string) => fetch(`${bed.url}/form/mk360-invoice-arrival`, { headers: { authorization } });
  const upload = async (name: string, content: Buffer): Promise<number> => {
    const data = new FormData();
    data.set(nameOf(await (await form(bed.formsLogin)).text(), "Invoice"), new Blob([new Uint8Array(content)]), name);
    return (
      await fetch(`${bed.url}/form/mk360-invoice-arrival`, { method: "POST", headers: { authorization: bed.formsLogin }, body: data })
    ).status;
  };
  const filedAfter = async (count: number) => {
    await eventually("a document with its note", 90, async () => (archive.filed[count]?.notes.length ? [] : ["none"]));
    return archive.filed[count];
  };
  const mailAfter = async (count: number) => readable(await bed.mailAfter(count));

  test("has a form that nobody else sees", async () => {
    expect([(await form("")).status, (await form(`Basic ${Buffer.from("owner:x").toString("base64")}`)).status]).toEqual([401, 401]);
  });

  test("of ZUGFeRD is filed as it came, under its sender and kind, with what was found as its note", async () => {
    const [filed, mails] = [archive.filed.length, bed.mails.mails.length];
    expect(await upload("rechnung.pdf", file("zugferd.pdf"))).toBe(200);
    const { title, notes } = (await filedAfter(filed)) ?? {};
    expect([title, notes]).toEqual([
      expect.stringMatching(/^Eingangsrechnung RE-20\d\d-0001$/),
      [
        expect.stringMatching(
          /in Ordnung\.\nProfil EN 16931 \(CII, in der PDF-Datei\)\.\nRechnung RE-.* von Muster & Söhne GmbH .*327,25 EUR/,
        ),
      ],
    ]);
    expect(archive.uploads.at(-1)).toMatchObject({
      name: "rechnung.pdf",
      correspondent: (await archive.correspondents())["Muster & Söhne GmbH"],
      document_type: documentKinds.findIndex(({ name }) => name === incomingKind) + 1,
      storage_path: 1,
    });
    expect(await archive.fieldsOf(-1)).toEqual({
      Rechnungsnummer: expect.stringMatching(/^RE-20\d\d-0001$/),
      Rechnungsbetrag: "EUR327.25",
      "Fällig am": expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
    });
    expect(archive.contentOf(-1).equals(file("zugferd.pdf"))).toBe(true);
    expect(bed.mails.mails.length).toBe(mails);
  });

  test("that is data alone is filed as a page that holds it, to the byte", async () => {
    const filed = archive.filed.length;
    await upload("xrechnung.xml", file("xrechnung.xml"));
    expect((await filedAfter(filed))?.notes).toEqual([expect.stringMatching(/in Ordnung\.\nProfil XRechnung 3\.0 \(CII\)/)]);
    const page = bed.box.file("page.pdf", archive.contentOf(-1));
    expect(archive.uploads.at(-1)?.name).toBe("xrechnung.pdf");
    expect(execFileSync("qpdf", ["--show-attachment=xrechnung.xml", page]).equals(file("xrechnung.xml"))).toBe(true);
  });

  test("that is not in order is filed all the same, and mailed with what is wrong", async () => {
    const [filed, mails] = [archive.filed.length, bed.mails.mails.length];
    await upload(
      "falsch.xml",
      Buffer.from(
        file("xrechnung.xml")
          .toString()
          .replace(/<ram:DuePayableAmount>[0-9.]+/, "<ram:DuePayableAmount>1.00"),
      ),
    );
    expect((await filedAfter(filed))?.notes).toEqual([expect.stringMatching(/nicht in Ordnung[\s\S]*BR-CO-16/)]);
    expect(await mailAfter(mails)).toMatch(/To: owner@mk360\.de[\s\S]*not in order[\s\S]*BR-CO-16/);
  });

  test("has a title that Paperless takes for text, whatever it was called", async () => {
    const filed = archive.filed.length;
    await upload("Rechnung {4711}.pdf", Buffer.concat([Buffer.from(await emptyPage())]));
    expect((await filedAfter(filed))?.title).toBe("Rechnung (4711}");
  });

  test("that Paperless has already is mailed to the owner, with the file", async () => {
    const mails = bed.mails.mails.length;
    await upload("noch-einmal.pdf", file("zugferd.pdf"));
    expect(await mailAfter(mails)).toMatch(/Paperless has the same file already, as document \d+/);
    expect(attached(bed.mails.mails[mails] ?? "")["noch-einmal.pdf"]?.equals(file("zugferd.pdf"))).toBe(true);
  });

  test("that cannot be looked into is mailed to the owner with the reason, and not filed", async () => {
    const [uploads, mails] = [archive.uploads.length, bed.mails.mails.length];
    await upload("rechnung.xml", Buffer.from("<Rechnung/>"));
    expect(await mailAfter(mails)).toMatch(/keine Rechnung nach EN 16931/);
    expect([archive.uploads.length, Object.keys(attached(bed.mails.mails[mails] ?? ""))]).toEqual([uploads, ["rechnung.xml"]]);
  });

  describe("by mail", () => {
    test("is filed, each file of it by itself; pictures are none, and the mail is marked as read", async () => {
      const [uploads, filed, mails] = [archive.uploads.length, archive.filed.length, bed.mails.mails.length];
      const other = Buffer.concat([file("zugferd.pdf"), Buffer.from("\n% another\n")]);
      const xml = Buffer.from(file("xrechnung.xml").toString().replace("</ram:Name>", " & Co</ram:Name>".replace("&", "&amp;")));
      await mailbox.ask("APPEND INBOX", mailWith("Rechnung", { "a.pdf": other, "b.xml": xml, "logo.png": Buffer.from("x") }));
      await filedAfter(filed + 1);
      expect(
        archive.uploads
          .slice(uploads)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["a.pdf", "b.pdf"]);
      await mailbox.ask("SELECT INBOX");
      expect((await mailbox.ask("SEARCH UNSEEN")).lines).toEqual(["* SEARCH"]);
      expect(bed.mails.mails.length).toBe(mails);
    });

    test("is taken too when its file stands in the text, as some programs send it", async () => {
      const filed = archive.filed.length;
      const inText = Buffer.concat([file("zugferd.pdf"), Buffer.from("\n% in the text\n")]);
      await mailbox.ask(
        "APPEND INBOX",
        mailWith("Rechnung", { "inline.pdf": inText })
          .replace("disposition: attachment", "disposition: inline")
          .replace("Disposition: attachment", "Disposition: inline"),
      );
      await filedAfter(filed);
      expect(archive.uploads.at(-1)?.name).toBe("inline.pdf");
    });

    test.each<[string, Readonly<Record<string, Buffer>>, RegExp]>([
      ["no file", {}, /It has no file\.[\s\S]*Mahnung/],
      [
        "a file of another kind",
        { "Rechnung.docx": Buffer.from("x"), "logo.png": Buffer.from("x") },
        /Neither PDF nor XML: Rechnung\.docx\s/,
      ],
    ])("that holds %s is told to the owner", async (_, attachments, words) => {
      const mails = bed.mails.mails.length;
      await mailbox.ask("APPEND INBOX", mailWith("Mahnung", attachments));
      expect(await mailAfter(mails)).toMatch(words);
    });

    test("while n8n is away is filed when it is back", async () => {
      const filed = archive.filed.length;
      await bed.settled();
      await bed.stop();
      const late = Buffer.concat([file("zugferd.pdf"), Buffer.from("\n% late\n")]);
      await mailbox.ask("APPEND INBOX", mailWith("Rechnung", { "late.pdf": late }));
      await bed.start();
      await filedAfter(filed);
      expect(archive.uploads.at(-1)?.name).toBe("late.pdf");
    });

    test("goes on where it was when its workflow was entered anew: none is left out, and none taken twice", async () => {
      const [uploads, filed, mails] = [archive.uploads.length, archive.filed.length, bed.mails.mails.length];
      await bed.settled();
      await bed.stop();
      const { code, said } = await bed.enter({
        workflow: (workflow) => {
          if (workflow.id === "mk360-invoice-inbox") workflow.meta.mk360 = "another";
        },
      });
      expect([code, said]).toEqual([0, expect.stringContaining("entered anew workflow mk360-invoice-inbox")]);
      await mailbox.ask(
        "APPEND INBOX",
        mailWith("Rechnung", { "new.pdf": Buffer.concat([file("zugferd.pdf"), Buffer.from("\n% new\n")]) }),
      );
      await bed.start();
      await filedAfter(filed);
      await bed.settled();
      expect(archive.uploads.slice(uploads).map(({ name }) => name)).toEqual(["new.pdf"]);
      expect(bed.mails.mails.length).toBe(mails);
    });
  });

  test("while Paperless is away is not lost: the owner is told which run to repeat", async () => {
    const mails = bed.mails.mails.length;
    await archive.stop();
    await upload("rechnung.pdf", Buffer.concat([file("zugferd.pdf"), Buffer.from("\n% once more\n")]));
    expect(await mailAfter(mails)).toMatch(/To: owner@mk360\.de[\s\S]*invoices that come in/);
    await archive.again();
  });
});
