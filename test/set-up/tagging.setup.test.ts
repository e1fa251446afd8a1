import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openaiTags } from "../../charts/services/public/paperless-gpt/openai-tags";
import { eventually } from "../api/eventually";
import { postgresPrograms } from "../support/postgres";
import { describeReal } from "../support/real";
import { N8nBed } from "./n8n-bed";
import { PlayedArchive } from "./played-archive";

const { auto, given, complete, failed, never } = openaiTags;
const programs = { "n8n (N8N_BIN)": process.env.N8N_BIN, "Node 24 (NODE24_BIN)": process.env.NODE24_BIN, ...postgresPrograms };

/** Paperless and paperless-gpt are played; n8n, its database and the mail server are real. Two hours are four seconds here. */
describeReal("the documents of the day, in n8n itself", programs, () => {
  const bed = new N8nBed(process.env.N8N_BIN ?? "");
  const archive = new PlayedArchive();
  const untouched = { 3: [], 4: [never], 5: [failed], 6: [complete, given] };

  beforeAll(async () => {
    await bed.open();
    await archive.start(bed.box, bed.secret("n8n-paperless", "password"), [
      { id: 1, daysAgo: 0, pages: 3, tags: [] },
      { id: 2, daysAgo: 3, pages: null, tags: [] },
      { id: 3, daysAgo: 20, pages: 1, tags: [] },
      { id: 4, daysAgo: 0, pages: 1, tags: [never] },
      { id: 5, daysAgo: 0, pages: 1, tags: [failed] },
      { id: 6, daysAgo: 1, pages: 1, tags: [given, complete] },
    ]);
    bed.archiveUrl = archive.url;
    const { code, said } = await bed.enter();
    if (code !== 0) throw new Error(said);
    await bed.start();
    await bed.look();
  });
  afterAll(async () => {
    await archive.stop();
    await bed.end();
  });

  const night = () => bed.asOwner("POST", "/rest/workflows/mk360-tagging/run", { triggerToStartFrom: { name: "At three" } });
  const untilTags = (wanted: Readonly<Record<number, readonly string[]>>) =>
    eventually("the tags", 60, async () => {
      const seen = await archive.tags();
      return Object.entries(wanted).flatMap(([id, tags]) => (`${seen[Number(id)]}` === `${tags}` ? [] : [`${id}: ${seen[Number(id)]}`]));
    });
  const mailAfter = async (count: number) => {
    await eventually("a mail", 60, async () => (bed.mails.mails.length > count ? [] : ["none"]));
    // As it is read: a long line is sent in parts.
    return (bed.mails.mails[count] ?? "").replace(/=\r?\n/g, "");
  };

  test("go to paperless-gpt, those of missed nights too, and none that bears a mark or is older", async () => {
    const before = bed.mails.mails.length;
    await night();
    await untilTags({ 1: [auto, given], 2: [auto, given], ...untouched });
    await archive.takeTrigger(1);
    const mail = await mailAfter(before);
    expect(mail).toContain("Subject: Paperless: titles and tags for 1 of the documents");
    expect(mail).toContain("Given to paperless-gpt this night: 2, with 4 pages, about 9600 tokens, about 0.02 euro.");
    expect(mail).toMatch(/Done: 1\.\s+Waiting: 1\. OpenAI did not answer yet/);
    await untilTags({ 1: [complete, given].sort(), 2: [auto, given], ...untouched });
  });

  test("that waited are counted when they are done, and given to nobody twice", async () => {
    await archive.takeTrigger(2);
    const before = bed.mails.mails.length;
    await night();
    const mail = await mailAfter(before);
    expect(mail).toMatch(/this night: 0, with 0 pages, [\s\S]*Done: 1\.\s*$/m);
    await untilTags({ 1: [complete, given], 2: [complete, given], ...untouched });
  });

  test("that are all done are no news", async () => {
    const before = [bed.mails.mails.length, await archive.tags()];
    const ended = bed.ask("select count(*) from execution_entity where status = 'success'");
    await night();
    await eventually("the run has ended", 60, async () =>
      Number(bed.ask("select count(*) from execution_entity where status = 'success'")) > Number(ended) ? [] : ["not yet"],
    );
    expect([bed.mails.mails.length, await archive.tags()]).toEqual(before);
  });

  test("stay as they are while Paperless is away: the run fails at its first question", async () => {
    await archive.stop();
    const errors = () => bed.ask("select count(*) from execution_entity where status = 'error'");
    const before = errors();
    await night();
    await eventually("the run has failed", 60, async () => (Number(errors()) > Number(before) ? [] : ["not yet"]));
  });
});
