import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeGiven, freePort } from "../support/real";
import { SmtpSink } from "../support/smtp-sink";
import { CustomersBed } from "./customers-bed";
import { customer } from "./customers-config";
import { openSign } from "./opensign-here";
import { OwnerBed } from "./owner-bed";
import { readable } from "./sent-mail";

interface Row {
  readonly [field: string]: unknown;
  readonly objectId: string;
}

/** From the order to the file that the signer opens, on the real server; only its pages are not run. */
describeGiven("a customer's contract in OpenSign itself", "OPENSIGN_ROOT", () => {
  const bed = new CustomersBed();
  const sign = new OwnerBed(openSign, bed.secret);
  const leaf = bed.authority.leaf("localhost");
  const account = { user: "mailer@example.com", password: bed.secret("mail-account", "password") };
  const mails = new SmtpSink({ certificate: leaf.certificate, key: leaf.key }, account);

  const startSign = async (): Promise<string> => {
    const port = await freePort();
    await mails.listen(port);
    await sign.start({
      // It opens a file for the address alone that it would have here.
      SERVER_URL: "https://sign.mk360.de/api/app",
      SMTP_ENABLE: "true",
      SMTP_HOST: "localhost",
      SMTP_PORT: `${port}`,
      SMTP_USERNAME: account.user,
      SMTP_USER_EMAIL: account.user,
      SMTP_PASS: account.password,
      NODE_EXTRA_CA_CERTS: bed.box.file("authority.crt", bed.authority.certificate),
    });
    const { code, said } = await sign.setUp();
    if (code !== 0) throw new Error(said);
    return sign.url;
  };

  beforeAll(() => bed.runWith(startSign));
  afterAll(async () => {
    await mails.close();
    await sign.end();
    await bed.end();
  });

  const asked = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}) => {
    const all = { "content-type": "application/json", "x-parse-application-id": "opensign", ...headers };
    const response = await fetch(`${sign.url}/app/${path}`, { ...init, headers: all });
    return { status: response.status, body: (await response.json()) as { readonly result?: unknown; readonly results?: readonly Row[] } };
  };
  const call = async (name: string, body: unknown, headers: Record<string, string> = {}) =>
    (await asked(`functions/${name}`, { method: "POST", body: JSON.stringify(body) }, headers)).body.result;
  const rows = async (name: string): Promise<readonly Row[]> =>
    (await asked(`classes/${name}`, {}, { "x-parse-master-key": bed.secret("opensign-master", "key") })).body.results ?? [];
  const first = async (name: string): Promise<Row> => {
    const [row] = await rows(name);
    if (!row) throw new Error(`${name} is empty`);
    return row;
  };
  test("is taken by it, with one signer and one box, and read by him and the owner alone", async () => {
    expect((await bed.taken(customer, "yes", 2)).join("\n")).toContain("AVV, mailed");
    const [paper, contact] = [await first("contracts_Document"), await first("contracts_Contactbook")];
    const [{ email, signerObjId }] = paper.Placeholders as [{ email: string; signerObjId: string }];
    expect([email, signerObjId]).toEqual([customer.mail, contact.objectId]);
    const readers = (await rows("_User")).map(({ objectId }) => objectId);
    expect(Object.keys(paper.ACL as object).sort()).toEqual([...readers].sort());
  });

  test("is mailed by it with the address that its pages open", async () => {
    const paper = await first("contracts_Document");
    const contact = await first("contracts_Contactbook");
    const mail = readable(mails.mails[0] ?? "");
    const [, link = ""] = /https:\/\/sign\.mk360\.de\/login\/([A-Za-z0-9+=]+)/.exec(mail.replaceAll("=\n", "")) ?? [];
    expect(Buffer.from(link, "base64").toString()).toBe(`${paper.objectId}/${customer.mail}/${contact.objectId}`);
  });

  test("is opened by the signer with the code from his mail, as the file that was made", async () => {
    const before = mails.mails.length;
    const paper = await first("contracts_Document");
    await call("SendOTPMailV1", { email: customer.mail, docId: paper.objectId });
    const code = /<p[^>]*>(\d{4})<\/p>/.exec((mails.mails[before] ?? "").replaceAll("=\n", ""))?.[1];
    const { sessionToken } = (await call("AuthLoginAsMail", { email: customer.mail, otp: code })) as { sessionToken: string };
    const document = (await call("getDocument", { docId: paper.objectId }, { sessiontoken: sessionToken })) as Row;
    const file = await fetch(`${document.URL}`.replace(/^https?:\/\/[^/]+\/(api\/)?app/, `${sign.url}/app`));
    expect([
      file.status,
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ]).toEqual([200, "%PDF-"]);
  });

  test("lets nobody in by the mail address as password", async () => {
    const answer = await asked("functions/loginuser", {
      method: "POST",
      body: JSON.stringify({ email: customer.mail, password: customer.mail }),
    });
    expect(answer.status).toBe(404);
  });

  test("is there once when he is taken on again, and mailed once more", async () => {
    const before = mails.mails.length;
    expect((await bed.taken(customer, "yes", 1)).join("\n")).toMatch(/AVV, mailed to karla@example\.com once more/);
    expect([(await rows("contracts_Document")).length, mails.mails.length]).toEqual([1, before + 1]);
  });
});
