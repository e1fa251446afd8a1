import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { invoicesConfig } from "../apps/invoices/samples";
import { freePort } from "../support/real";
import { SmtpSink } from "../support/smtp-sink";
import { customer, customersConfig } from "./customers-config";
import { nameOf } from "./form-page";
import { startGotenberg } from "./gotenberg-here";
import { N8nBed } from "./n8n-bed";
import { OwnerBed } from "./owner-bed";
import { PlayedArchive } from "./played-archive";
import { readable } from "./sent-mail";
import { StandIn } from "./stand-in";

const root = process.env.OPENSIGN_ROOT;
if (!root) process.stderr.write("a contract in OpenSign itself: left out, OPENSIGN_ROOT names no folder; a stand-in takes what it takes\n");

interface Row {
  readonly [field: string]: unknown;
  readonly objectId: string;
}

/** From the order to the file that the signer opens, on the real server; only its pages are not run. */
(root ? describe : describe.skip)("a customer's contract in OpenSign itself", () => {
  const bed = new N8nBed(process.env.N8N_BIN ?? "", { invoices: invoicesConfig, customers: customersConfig });
  const archive = new PlayedArchive();
  const token = createHash("sha256").update(bed.secret("monica-contacts", "token")).digest("hex");
  const crm = new StandIn("monica", "/up", { STAND_IN_TOKENS: JSON.stringify([{ token, abilities: '["read","write"]' }]) });
  const sign = new OwnerBed(
    {
      name: "opensign",
      setUp: "opensign-server-set-up",
      at: { variable: "OPENSIGN_URL", path: "/app" },
      health: "/app/health",
      root,
      realPort: 8080,
    },
    bed.secret,
  );
  const leaf = bed.authority.leaf("localhost");
  const account = { user: "mailer@example.com", password: bed.secret("mail-account", "password") };
  const mails = new SmtpSink({ certificate: leaf.certificate, key: leaf.key }, account);

  beforeAll(async () => {
    await bed.open();
    await archive.start(bed.box, bed.secret("n8n-paperless", "password"), []);
    bed.archiveUrl = archive.url;
    await crm.start(bed.box, [{ email: "owner@mk360.de", id: "one" }]);
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
    const gotenberg = await freePort();
    await startGotenberg(bed.box, gotenberg);
    bed.addresses.set("http://gotenberg.public.svc.cluster.local:3000", `http://127.0.0.1:${gotenberg}`);
    bed.addresses.set("https://crm.mk360.de", crm.url);
    bed.addresses.set("http://opensign-server.public.svc.cluster.local:8080", sign.url);
    await bed.run();
  });
  afterAll(async () => {
    await archive.stop();
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
  const taken = async (count: number): Promise<string> => {
    const before = bed.mails.mails.length;
    await bed.said("mk360-customer", customer, bed.secret("customer-orders", "bearer"));
    const [, path] = /https:\/\/webhooks\.mk360\.de(\/form-waiting\/\S+)/.exec(readable(await bed.mailAfter(before))) ?? [];
    await bed.settled();
    const page = await fetch(`${bed.url}${path}`, { headers: { authorization: bed.formsLogin } });
    const body = new FormData();
    body.set(nameOf(await page.text(), "Take on"), "yes");
    await fetch(`${bed.url}${path}`, { method: "POST", headers: { authorization: bed.formsLogin }, body });
    await bed.mailAfter(before + count);
    await bed.settled();
    return bed.mails.mails
      .slice(before + 1)
      .map(readable)
      .join("\n");
  };

  test("is taken by it, with one signer and one box, and read by him and the owner alone", async () => {
    expect(await taken(2)).toContain("AVV, mailed");
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
    expect(await taken(1)).toMatch(/AVV, mailed to karla@example\.com once more/);
    expect([(await rows("contracts_Document")).length, mails.mails.length]).toEqual([1, before + 1]);
  });
});
