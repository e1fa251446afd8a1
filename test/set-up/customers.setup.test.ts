import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { invoicesConfig } from "../apps/invoices/samples";
import { describeReal } from "../support/real";
import { CustomersBed } from "./customers-bed";
import { customer, customersConfig } from "./customers-config";
import { nameOf } from "./form-page";
import { gotenbergPrograms } from "./gotenberg-here";
import { readable } from "./sent-mail";
import { StandIn } from "./stand-in";

const programs = { "n8n (N8N_BIN)": process.env.N8N_BIN, ...gotenbergPrograms };
const owner = "owner@mk360.de";

/** Paperless, Monica and OpenSign are played by what refuses what they refuse; n8n, Gotenberg and the mail server are real. */
describeReal("a new customer, in n8n itself", programs, () => {
  const bed = new CustomersBed();
  const { archive, crm } = bed;
  const sign = new StandIn("opensign", "/app/health", { MASTER_KEY: "x" });

  beforeAll(() =>
    bed.runWith(async () => {
      const [password, objectId] = [bed.secret("opensign-owner", "password"), "owner"];
      const UserId = { __type: "Pointer", className: "_User", objectId };
      const members = [{ objectId: "member", Email: owner, UserRole: "contracts_Admin", OrganizationId: "one", TenantId: "one", UserId }];
      await sign.start(bed.box, { users: [{ email: owner, password, objectId }], members });
      return sign.url;
    }),
  );
  afterAll(() => bed.end());

  const left = () => [
    Object.keys(crm.kept[0].vaults?.[0]?.cards ?? {}).length,
    sign.kept.papers?.length ?? 0,
    sign.kept.mails?.length ?? 0,
  ];

  test("is asked for by mail, with an answer at once, and nothing is done before your word", async () => {
    const before = bed.mails.mails.length;
    expect(await bed.ordered({ ...customer, name: "Wartet GmbH", mail: "wartet@example.com" })).toEqual({
      status: 202,
      said: { customer: "Wartet GmbH", detail: "it waits for the owner's word" },
    });
    expect(readable(await bed.mailAfter(before))).toMatch(
      /To: owner@mk360\.de[\s\S]*A new customer\? Wartet GmbH[\s\S]*wartet@example\.com/,
    );
    expect([bed.mails.mails.length, await archive.correspondents(), left()]).toEqual([before + 1, {}, [0, 0, 0]]);
  });

  test("that waits already is not asked for again", async () => {
    const before = bed.mails.mails.length;
    const { status, said } = await bed.ordered({ ...customer, name: "Wartet GmbH", mail: "Wartet@example.com" });
    expect([status, said.detail, bed.mails.mails.length]).toEqual([200, "it was ordered before, and waits for the owner's word", before]);
  });

  test.each([
    ["nobody", ""],
    ["a wrong password", `Basic ${Buffer.from("owner:x").toString("base64")}`],
  ])("has a page for your word that %s sees", async (_, authorization) => {
    const page = await bed.asked(0);
    expect((await bed.opened(page, authorization)).status).toBe(401);
    const refused = await fetch(page, { method: "POST", headers: { authorization }, body: new FormData() });
    expect(refused.status).toBe(401);
  });

  test("has a page whose address alone is worth nothing: with another signature nobody is let in", async () => {
    const page = (await bed.asked(0)).replace(/signature=[^&]+/, `signature=${"a".repeat(64)}`);
    expect((await bed.opened(page, bed.formsLogin)).status).toBe(401);
  });

  test("is not taken on by a page that is only opened", async () => {
    await bed.opened(await bed.asked(0), bed.formsLogin);
    await bed.settled();
    expect([await archive.correspondents(), left()]).toEqual([{}, [0, 0, 0]]);
  });

  test("to whom you say no leaves nothing behind", async () => {
    const before = left();
    expect(await bed.taken({ ...customer, name: "Nein AG", mail: "nein@example.com" }, "no", 0)).toEqual([]);
    expect([await archive.correspondents(), left()]).toEqual([{}, before]);
  });

  test("at your yes gets files, contact, contract and welcome, and you are told", async () => {
    const mails = await bed.taken(customer, "yes", 2);
    expect(mails[0]).toMatch(
      /To: karla@example\.com[\s\S]*Willkommen_bei[\s\S]*Guten Tag Karla van der Kunde,[\s\S]*Maria Muster, \+49 30 123456/,
    );
    expect(mails[1]).toMatch(/To: owner@mk360\.de[\s\S]*- correspondent, tag and folder[\s\S]*- contact in Monica[\s\S]*- AVV, mailed/);
    expect(mails[1]).toMatch(/Left out:\s+- account in the customers' own pages/);
  });

  test("has in Paperless a correspondent, a tag below that of all customers, and a folder of his own", async () => {
    expect([Object.keys(await archive.correspondents()), await archive.marks()]).toEqual([
      [customer.name],
      expect.objectContaining({
        [`tag Kunde ${customer.name}`]: "Kunden",
        [`folder Kunde ${customer.name}`]: `Kunden/${customer.name}/{{ created_year }}/{{ title }}-{{ doc_pk }}`,
      }),
    ]);
  });

  test("is a person in Monica, with the business beside the name", () => {
    const [vault] = crm.kept[0].vaults;
    expect([vault.name, Object.values(vault.cards)]).toEqual([
      "mk360",
      [
        expect.objectContaining({
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
          first: "Karla van der",
          last: "Kunde",
          nickname: customer.name,
          address: ["", "", "Kundenweg 2", "Hamburg", "", "20095", "Deutschland"],
        }),
      ],
    ]);
  });

  /** The contract as OpenSign has it, as a file here. */
  const contract = (): string => {
    const [paper] = sign.kept.papers;
    const name = paper.URL.split("/").at(-1);
    const file = bed.box.path("avv.pdf");
    writeFileSync(file, Buffer.from(sign.kept.files[decodeURIComponent(name)], "base64"));
    return file;
  };
  const textOf = (file: string, ...words: string[]): string => bed.box.run("pdftotext", [...words, file, "-"]).stdout;

  test("has a contract with all that stands in the order and in config.yaml", () => {
    const text = textOf(contract()).replaceAll(/\s+/g, " ");
    const { agreement } = customersConfig;
    for (const part of [customer.name, "20095 Hamburg, Deutschland", invoicesConfig.name, agreement.subject, agreement.purposes])
      expect(text).toContain(part);
    expect(text).toMatch(/Namen, Angaben aus Rechnungen[\s\S]*Rechenzentrum & Co\. KG, Hallenweg 3/);
    expect(text).toMatch(/mindestens 31 Tage[\s\S]*innerhalb von 23 Stunden/);
    expect(text).not.toMatch(/\{\{|\}\}|undefined/);
  });

  test("signs in the box of the contract's last page, after a code that is mailed to him", () => {
    const [paper] = sign.kept.papers;
    const [{ placeHolder }] = paper.Placeholders;
    const [{ pageNumber, pos }] = placeHolder;
    const pages = /^Pages:\s+(\d+)/m.exec(bed.box.run("pdfinfo", [contract()]).stdout)?.[1];
    expect([paper.IsEnableOTP, `${pageNumber}`, pos.length]).toEqual([true, pages, 1]);
    // The words below the box, as poppler finds them: the box ends above them, within the page.
    const under = /yMin="([\d.]+)"[^>]*>Für</.exec(bed.box.run("pdftotext", ["-bbox", "-f", `${pages}`, contract(), "-"]).stdout)?.[1];
    const bottom = pos[0].yPosition + pos[0].Height;
    expect([Number(under) > bottom, Number(under) - bottom < 20]).toEqual([true, true]);
  });

  test("is mailed his contract by OpenSign, in German, with the address that its pages open", () => {
    const [mail] = sign.kept.mails;
    const [, link = ""] = /^https:\/\/sign\.mk360\.de\/login\/([A-Za-z0-9+=]+)$/m.exec(mail.text) ?? [];
    const [paper] = sign.kept.papers;
    expect([mail.recipient, mail.subject]).toEqual([customer.mail, `${paper.Name}: bitte unterschreiben`]);
    expect(Buffer.from(link, "base64").toString()).toBe(`${paper.objectId}/${customer.mail}/${sign.kept.contacts[0].objectId}`);
  });

  test("taken on again is there once, is reminded of his contract, and is not welcomed again", async () => {
    const before = left();
    const mails = await bed.taken(customer, "yes", 1);
    expect(mails.join()).toMatch(/AVV, mailed to karla@example\.com once more[\s\S]*welcome: he had it within the last two weeks/);
    expect([mails.length, left()]).toEqual([1, [before[0], before[1], (before[2] ?? 0) + 1]]);
    expect(Object.keys(await archive.correspondents())).toEqual([customer.name]);
  });

  test("who wants no contract gets none, and a business without a person is one name", async () => {
    const { contact: _, ...alone } = { ...customer, name: "Ohne Person GmbH", mail: "ohne@example.com", agreement: false };
    const mails = await bed.taken(alone, "yes", 2);
    expect([mails.join().includes("AVV: the order does not want it"), left()[1]]).toEqual([true, 1]);
    expect(Object.values(crm.kept[0].vaults[0].cards)).toContainEqual(expect.objectContaining({ first: "Ohne Person GmbH", last: "" }));
  });

  test.each([
    ["Paperless", () => archive.stop(), () => archive.again()],
    ["Monica", () => crm.stop(), () => crm.again(bed.box)],
    ["OpenSign", () => sign.stop(), () => sign.again(bed.box)],
    ["OpenSign's mail", () => sign.again(bed.box, { STAND_IN_MAIL: "down" }), () => sign.again(bed.box)],
  ])("while %s is away is no customer, which you are told; ordered again it goes on", async (name, away, again) => {
    const order = {
      ...customer,
      name: `Später ${name.replace(/\W/g, "")} AG`,
      mail: `${name.replace(/\W/g, "").toLowerCase()}@example.com`,
    };
    await away();
    const failed = await bed.taken(order, "yes", 1);
    expect([failed.every((mail) => mail.includes(`To: ${owner}`)), failed.some((mail) => mail.includes("failed"))]).toEqual([true, true]);
    await again();
    const mails = await bed.taken(order, "yes", 2);
    expect(mails.some((mail) => mail.includes(`To: ${order.mail}`) && mail.includes("Willkommen"))).toBe(true);
    expect(sign.kept.papers.filter(({ Name }: { Name: string }) => Name.includes(order.name)).length).toBe(1);
  });

  test("of a wrong order is refused with each field, and nobody is asked", async () => {
    const before = bed.mails.mails.length;
    const wrong = { name: "<b>", street: 5, postcode: "20095", country: "Deutschland", mail: "x", agreement: "yes", vip: true };
    const { status, said } = await bed.ordered(wrong);
    expect([status, said.customer, bed.mails.mails.length]).toEqual([422, null, before]);
    expect(said.problems.map(({ field }: { field: string }) => field).sort()).toEqual(
      ["agreement", "city", "country", "mail", "name", "street", "vip"].sort(),
    );
  });

  test.each([
    ["nobody", ""],
    ["another token", "Bearer x"],
  ])("is ordered by nobody who is unknown: %s", async (_, bearer) => {
    expect((await bed.ordered(customer, bearer)).status).toBe(403);
  });

  const filledIn: Readonly<Record<string, string>> = {
    Customer: "Formular KG",
    "Street and number": "Weg 1",
    Postcode: "10115",
    City: "Berlin",
    "Mail address": "formular@example.com",
    "Contract for data processing (AVV)": "is not needed",
  };
  const submit = async (changes: Readonly<Record<string, string>> = {}) => {
    const address = `${bed.url}/form/mk360-customer-form`;
    const page = await (await bed.opened(address, bed.formsLogin)).text();
    const body = new FormData();
    for (const [label, value] of Object.entries({ ...filledIn, ...changes })) body.set(nameOf(page, label), value);
    return fetch(address, { method: "POST", headers: { authorization: bed.formsLogin }, body });
  };

  test("is ordered by the form, which asks you as well", async () => {
    const before = bed.mails.mails.length;
    expect((await submit()).status).toBe(200);
    expect(readable(await bed.mailAfter(before))).toContain("A new customer? Formular KG");
  });

  test("of a wrong form is mailed to you as what is wrong", async () => {
    const before = bed.mails.mails.length;
    await submit({ Country: "Berlin" });
    expect(readable(await bed.mailAfter(before))).toMatch(
      /The customer was not asked for[\s\S]*country: "Berlin"; allowed: the two letters/,
    );
  });

  test("is ordered no more when too many were within the hour", async () => {
    const answers: number[] = [];
    for (let count = 0; count <= customersConfig.perHour && answers.at(-1) !== 429; count += 1)
      answers.push((await bed.ordered({ ...customer, name: `Viele ${count} AG`, mail: `viele${count}@example.com` })).status);
    expect(answers).toContain(429);
  });

  test("on whom nobody says a word in time is not taken on, which you are told", async () => {
    const soon = {
      workflow: (workflow: { nodes: { name: string; parameters: Record<string, unknown> }[]; meta: { mk360: string } }) => {
        const parameters = (wanted: string) => workflow.nodes.find(({ name }) => name === wanted)?.parameters ?? {};
        Object.assign(parameters("Your word"), { resumeAmount: 1, resumeUnit: "seconds" });
        // Many were ordered within this hour here.
        const { assignments } = parameters("mk360").assignments as { assignments: { name: string; value: unknown }[] };
        Object.assign(assignments.find(({ name }) => name === "perHour") ?? {}, { value: 500 });
        workflow.meta.mk360 = "soon";
      },
    };
    await bed.enter(soon);
    await bed.look(soon);
    const before = bed.mails.mails.length;
    const mails = bed.mailAfter(before + 1);
    await bed.ordered({ ...customer, name: "Zu spät AG", mail: "spaet@example.com" });
    expect(readable(await mails)).toContain("Nobody said yes or no in time");
  });
});
