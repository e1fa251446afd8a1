import { createHash } from "node:crypto";
import { invoicesConfig } from "../apps/invoices/samples";
import { freePort } from "../support/real";
import { customersConfig } from "./customers-config";
import { nameOf } from "./form-page";
import { startGotenberg } from "./gotenberg-here";
import { type Answer, N8nBed } from "./n8n-bed";
import { PlayedArchive } from "./played-archive";
import { readable } from "./sent-mail";
import { StandIn } from "./stand-in";

/** n8n as it takes customers on, with a real Gotenberg, and stand-ins of Paperless and Monica that refuse what they refuse. */
export class CustomersBed extends N8nBed {
  readonly archive = new PlayedArchive();
  readonly crm: StandIn;

  constructor() {
    super(process.env.N8N_BIN ?? "", { invoices: invoicesConfig, customers: customersConfig });
    const token = createHash("sha256").update(this.secret("monica-contacts", "token")).digest("hex");
    this.crm = new StandIn("monica", "/up", { STAND_IN_TOKENS: JSON.stringify([{ token, abilities: '["read","write"]' }]) });
  }

  /** Opened and run; `startSign` starts OpenSign, and gives the address at which it answers. */
  async runWith(startSign: () => Promise<string>): Promise<void> {
    await this.open();
    await this.archive.start(this.box, this.secret("n8n-paperless", "password"), []);
    this.archiveUrl = this.archive.url;
    await this.crm.start(this.box, [{ email: "owner@mk360.de", id: "one" }]);
    this.addresses.set("http://opensign-server.public.svc.cluster.local:8080", await startSign());
    const gotenberg = await freePort();
    await startGotenberg(this.box, gotenberg);
    this.addresses.set("http://gotenberg.public.svc.cluster.local:3000", `http://127.0.0.1:${gotenberg}`);
    this.addresses.set("https://crm.mk360.de", this.crm.url);
    await this.run();
  }

  override async end(): Promise<void> {
    await this.archive.stop();
    await super.end();
  }

  ordered(what: unknown, bearer = this.secret("customer-orders", "bearer")): Promise<{ readonly status: number; readonly said: Answer }> {
    return this.said("mk360-customer", what, bearer);
  }

  /** The page of the last question, here. */
  async asked(count: number): Promise<string> {
    const [, path] = /https:\/\/webhooks\.mk360\.de(\/form-waiting\/\S+)/.exec(readable(await this.mailAfter(count))) ?? [];
    if (path === undefined) throw new Error(`no address in ${this.mails.mails[count]}`);
    // It waits once it has said so, which is a moment later.
    await this.settled();
    return `${this.url}${path}`;
  }

  opened(page: string, authorization: string): Promise<Response> {
    return fetch(page, { headers: { authorization } });
  }

  async answer(page: string, word: string): Promise<number> {
    const body = new FormData();
    body.set(nameOf(await (await this.opened(page, this.formsLogin)).text(), "Take on"), word);
    return (await fetch(page, { method: "POST", headers: { authorization: this.formsLogin }, body })).status;
  }

  /** Ordered, and your word on it; the mails that came of that. */
  async taken(what: unknown, word: string, mails: number): Promise<readonly string[]> {
    const before = this.mails.mails.length;
    await this.ordered(what);
    await this.answer(await this.asked(before), word);
    if (mails > 0) await this.mailAfter(before + mails);
    await this.settled();
    return this.mails.mails.slice(before + 1).map(readable);
  }
}
