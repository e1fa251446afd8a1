import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { seedsDocument } from "../../charts/facts/seeds";
import { stackOf } from "../support/stack";
import { type Answer, PaperlessBed } from "./paperless-bed";

const bed = new PaperlessBed();
const declaredTags = seedsDocument(stackOf()).services["paperless-business"]?.tags?.map(({ name }) => name) ?? [];
const lastLine = (said: string) => said.trim().split("\n").at(-1);
const named = (list: readonly Answer[], name: string): Answer => list.find((each) => each.name === name || each.username === name);
const gpt = bed.login("paperless-gpt-paperless");

beforeAll(() => bed.start());
afterAll(() => bed.end());

describe("what fills Paperless", () => {
  test("makes the owner's account, that of each program, and the tags", async () => {
    const { code, said } = await bed.fill();
    expect([code, lastLine(said)]).toEqual([
      0,
      expect.stringMatching(
        / changes: it has its accounts and content as declared, \d+ accounts of programs, \d+ tags, \d+ document types, \d+ storage paths, \d+ custom fields$/,
      ),
    ]);
    const { users, tags } = await bed.state();
    expect(named(users, bed.owner.user)).toMatchObject({ is_superuser: true, is_active: true, email: "owner@mk360.de" });
    expect(named(users, "paperless-gpt")).toMatchObject({ is_superuser: true, is_staff: false, user_permissions: [] });
    expect(tags.map(({ name }: Answer) => name).sort()).toEqual([...declaredTags].sort());
    // Paperless gives what matches, and its own default is that any word of the name does.
    expect(tags.filter(({ matching_algorithm }: Answer) => matching_algorithm !== 0)).toEqual([]);
  });

  test("lets the owner in with what his secret says, and the set-up with another account", async () => {
    expect(await bed.ask(bed.owner, "GET", "users/")).toMatchObject({ status: 200 });
    expect(bed.owner.user).not.toBe(bed.administrator.user);
  });

  test("gives a program what it needs, and nothing else", async () => {
    const reader = { name: "reader", may: ["view_document", "view_tag", "add_tag"], changesDocuments: false, seesAll: false };
    const content = (whole: Answer) => whole.accounts.push({ ...reader, passwordFile: whole.accounts[0].passwordFile });
    expect(await bed.fill({ content })).toMatchObject({ code: 0 });
    const status = async (method: string, path: string, body?: unknown) =>
      (await bed.ask({ user: "reader", password: gpt.password }, method, path, body)).status;
    expect([
      await status("GET", "documents/"),
      await status("GET", "tags/"),
      await status("POST", "tags/", { name: "its own", matching_algorithm: 0 }),
    ]).toEqual([200, 200, 201]);
    expect([
      await status("GET", "users/"),
      await status("GET", "mail_accounts/"),
      await status("POST", "correspondents/", { name: "no" }),
      await status("GET", "workflows/"),
    ]).toEqual([403, 403, 403, 403]);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("reader may not log in any more") });
  });

  test("shows paperless-gpt the owner's own tags too: it writes back only those that it knows", async () => {
    expect((await bed.ask(bed.owner, "POST", "tags/", { name: "the owner's own", matching_algorithm: 0 })).status).toBe(201);
    const { body } = await bed.ask(gpt, "GET", "tags/?page_size=1000");
    expect(body.results.map(({ name }: Answer) => name)).toContain("the owner's own");
  });

  test("gives each document an owner, whichever way it comes in", async () => {
    const { workflows, users, groups } = await bed.state();
    expect(workflows).toHaveLength(2);
    const { enabled, triggers, actions } = named(workflows, "Every document has an owner (mk360)");
    expect([enabled, triggers.map(({ type, sources }: Answer) => [type, [...sources].map(Number).sort()])]).toEqual([true, [[1, [1, 3]]]]);
    expect(actions).toMatchObject([{ type: 1, assign_owner: named(users, bed.owner.user).id }]);
    expect(actions[0].assign_change_groups).toContain(named(groups, "paperless-gpt (mk360)").id);
  });

  test("lets programs see what people read in, whose it stays", async () => {
    const { workflows, groups } = await bed.state();
    const { enabled, triggers, actions } = named(workflows, "Programs see what people read in (mk360)");
    expect([enabled, triggers.map(({ type, sources }: Answer) => [type, [...sources].map(Number).sort()])]).toEqual([true, [[1, [2, 4]]]]);
    expect(actions).toMatchObject([{ type: 1, assign_owner: null }]);
    expect(actions[0].assign_change_groups).toContain(named(groups, "n8n (mk360)").id);
  });

  test("changes nothing the second time", async () => {
    const before = await bed.state();
    const { code, said } = await bed.fill();
    expect([code, lastLine(said)]).toEqual([0, expect.stringContaining("nothing to change")]);
    expect(await bed.state()).toEqual(before);
  });

  const idOf = async (kind: string, name: string) => named((await bed.state())[kind], name).id;
  test.each<[string, () => Promise<{ status: number }>]>([
    [
      "a tag that Paperless would give by itself",
      async () => bed.asAdministrator("PATCH", `tags/${await idOf("tags", "bleibt-hier")}/`, { matching_algorithm: 1, match: "rechnung" }),
    ],
    [
      "a kind of document that Paperless would give by itself",
      async () =>
        bed.asAdministrator("PATCH", `document_types/${await idOf("document_types", "Ausgangsrechnung")}/`, { matching_algorithm: 6 }),
    ],
    [
      "a storage path that leads elsewhere",
      async () => bed.asAdministrator("PATCH", `storage_paths/${await idOf("storage_paths", "Rechnungen")}/`, { path: "{{ title }}" }),
    ],
    [
      "a custom field that was deleted",
      async () => bed.asAdministrator("DELETE", `custom_fields/${await idOf("custom_fields", "Rechnungsbetrag")}/`),
    ],
    ["a tag that was deleted", async () => bed.asAdministrator("DELETE", `tags/${await idOf("tags", "paperless-gpt")}/`)],
    [
      "an account with other rights",
      async () =>
        bed.asAdministrator("PATCH", `users/${await idOf("users", "paperless-gpt")}/`, {
          username: "paperless-gpt",
          is_superuser: false,
          is_staff: true,
        }),
    ],
    [
      "an account that was switched off",
      async () =>
        bed.asAdministrator("PATCH", `users/${await idOf("users", "paperless-gpt")}/`, { username: "paperless-gpt", is_active: false }),
    ],
    [
      "a group that may do less",
      async () =>
        bed.asAdministrator("PATCH", `groups/${await idOf("groups", "paperless-gpt (mk360)")}/`, {
          name: "paperless-gpt (mk360)",
          permissions: ["view_tag"],
        }),
    ],
    [
      "a workflow that was switched off",
      async () => bed.asAdministrator("PATCH", `workflows/${(await bed.state()).workflows[0].id}/`, { enabled: false }),
    ],
    ["a workflow that was deleted", async () => bed.asAdministrator("DELETE", `workflows/${(await bed.state()).workflows[0].id}/`)],
  ])("repairs %s", async (_, damage) => {
    expect((await damage()).status).toBeLessThan(300);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.not.stringContaining("nothing to change") });
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    const { users, groups, tags, workflows } = await bed.state();
    expect(named(users, "paperless-gpt")).toMatchObject({ is_superuser: true, is_staff: false, is_active: true });
    expect(named(groups, "paperless-gpt (mk360)").permissions).toContain("change_document");
    expect(named(tags, "bleibt-hier").matching_algorithm).toBe(0);
    expect(workflows).toMatchObject([{ enabled: true }, { enabled: true }]);
  });

  test("gives a correspondent that is nobody's to the owner, and shows the programs each one, whoever made it", async () => {
    const [anybodys, his] = ["anybody's", "his own"].map((name) => ({ name, matching_algorithm: 0, match: "" }));
    expect((await bed.asAdministrator("POST", "correspondents/", { ...anybodys, owner: null })).status).toBe(201);
    expect((await bed.ask(bed.owner, "POST", "correspondents/", his)).status).toBe(201);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("1 correspondents are seen by the programs now") });
    const { correspondents, users, groups } = await bed.state();
    const owner = named(users, bed.owner.user).id;
    const programs = ["n8n (mk360)", "paperless-gpt (mk360)"].map((name) => named(groups, name).id).sort();
    expect(correspondents.map(({ owner: whose, permissions }: Answer) => [whose, [...permissions.view.groups].sort()])).toEqual([
      [owner, programs],
      [owner, programs],
    ]);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
  });

  test("leaves alone what the owner added or changed for himself", async () => {
    const made = await Promise.all([
      bed.asAdministrator("POST", "tags/", { name: "mine", matching_algorithm: 1, match: "x" }),
      bed.asAdministrator("POST", "groups/", { name: "family", permissions: ["view_document"] }),
      bed.asAdministrator("POST", "users/", { username: "anna", password: "An0ther-word", is_superuser: false }),
    ]);
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    const owner = await idOf("users", bed.owner.user);
    await bed.asAdministrator("PATCH", `users/${owner}/`, {
      username: bed.owner.user,
      password: "Chosen-by-h1mself",
      email: "other@example.com",
    });
    const before = await bed.state();
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    expect(await bed.state()).toEqual(before);
    expect(await bed.ask({ user: bed.owner.user, password: "Chosen-by-h1mself" }, "GET", "users/")).toMatchObject({ status: 200 });
  });

  test("knows the owner under another name, and makes no second one", async () => {
    const { users } = await bed.state();
    const { id } = named(users, bed.owner.user);
    expect((await bed.asAdministrator("PATCH", `users/${id}/`, { username: "renamed" })).status).toBe(200);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    expect((await bed.state()).users).toHaveLength(users.length);
    await bed.asAdministrator("PATCH", `users/${id}/`, { username: bed.owner.user });
  });

  test("lets a program in no more that the model has no more, and keeps what it read in", async () => {
    const another = { name: "old-program", passwordFile: "", may: ["view_document"], changesDocuments: false, seesAll: false };
    const withAnother = (content: Answer) => content.accounts.push({ ...another, passwordFile: content.accounts[0].passwordFile });
    expect(await bed.fill({ content: withAnother })).toMatchObject({ code: 0 });
    expect(named((await bed.state()).users, "old-program")).toMatchObject({ is_active: true });
    expect(await bed.fill()).toMatchObject({ code: 0 });
    const { users, groups } = await bed.state();
    expect([named(users, "old-program").is_active, named(groups, "old-program (mk360)")]).toEqual([false, undefined]);
  });

  test("is whole after the next run, wherever a run was killed", async () => {
    const { users, groups, tags, workflows } = await bed.state();
    for (const [kind, list] of Object.entries({
      workflows,
      groups: groups.filter(({ name }: Answer) => name.endsWith("(mk360)")),
      tags,
      users: users.filter(({ username }: Answer) => ["paperless-gpt", "n8n"].includes(username)),
    }))
      for (const { id } of list) await bed.asAdministrator("DELETE", `${kind}/${id}/`);
    for (const changes of [1, 2, 4, 6]) {
      const run = bed.startFilling();
      let ended = false;
      void run.ended.then(() => (ended = true));
      while (!ended && run.said().split("\n").length <= changes) await new Promise((resolve) => setTimeout(resolve, 2));
      run.kill();
      await run.ended;
    }
    expect(await bed.fill()).toMatchObject({ code: 0 });
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    const now = await bed.state();
    expect(now.tags.filter(({ name }: Answer) => declaredTags.includes(name))).toHaveLength(declaredTags.length);
    expect([now.workflows.length, now.groups.filter(({ name }: Answer) => name === "paperless-gpt (mk360)").length]).toEqual([2, 1]);
  });
});

describe("the token of a program", () => {
  test("is there before it starts, made by its own account", async () => {
    expect(await bed.takeToken().ended).toMatchObject({ code: 0 });
    const token = readFileSync(bed.box.path("token/paperless"), "utf8");
    expect(await bed.ask({ token }, "GET", "documents/")).toMatchObject({ status: 200 });
  });

  test("is another one after its password was rotated, and the old one is worth nothing", async () => {
    const token = readFileSync(bed.box.path("token/paperless"), "utf8");
    const rotated = (name: string, key: string) =>
      name === "paperless-gpt-paperless" && key === "password" ? "An0ther-password-of-it" : bed.secret(name, key);
    expect(await bed.fill({ secret: rotated })).toMatchObject({ code: 0, said: expect.stringContaining("another token") });
    expect(await bed.ask({ token }, "GET", "documents/")).toMatchObject({ status: 401 });
    expect(await bed.fill()).toMatchObject({ code: 0 });
  });

  test("is waited for while Paperless does not know the account yet", async () => {
    const [account] = (await bed.state()).users.filter(({ username }: Answer) => username === "paperless-gpt");
    await bed.asAdministrator("PATCH", `users/${account.id}/`, { username: "paperless-gpt", is_active: false });
    const run = bed.takeToken();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await bed.fill()).toMatchObject({ code: 0 });
    expect(await run.ended).toMatchObject({ code: 0 });
  });
});

describe("what cannot be filled", () => {
  const failing = async (changes: Parameters<PaperlessBed["fill"]>[0]) => {
    const words = bed.lastWords;
    const { code, said } = await bed.fill({ ...changes, env: { LAST_WORDS: words, ...changes?.env } });
    expect(readFileSync(words, "utf8")).toBe(lastLine(said)?.replace("paperless-business: ", ""));
    return [code, lastLine(said)];
  };

  test("says what to do where the first administrator's password was changed, and changes nothing", async () => {
    const before = await bed.state();
    const wrong = (name: string, key: string) => (name === "paperless-business-login" ? "another" : bed.secret(name, key));
    expect(await failing({ secret: wrong })).toEqual([
      1,
      expect.stringMatching(/does not take the name and password of its first administrator; in Paperless, give that account/),
    ]);
    expect(await bed.state()).toEqual(before);
  });

  test("says which right Paperless does not know", async () => {
    expect(await failing({ content: (content) => content.accounts[0].may.push("fly_document") })).toEqual([
      1,
      expect.stringMatching(/Paperless refused PATCH groups\/\d+\/ with 400: .*fly_document/),
    ]);
  });

  test("says that Paperless is away, after it has waited", async () => {
    expect(await failing({ env: { ARCHIVE_URL: "http://127.0.0.1:9", PATIENCE_SECONDS: "1" } })).toEqual([
      1,
      expect.stringMatching(/^paperless-business: Paperless at http:\/\/127\.0\.0\.1:9 did not answer/),
    ]);
  });

  test("waits while it starts", async () => {
    await bed.stop();
    const run = bed.startFilling();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await bed.start();
    expect(await run.ended).toMatchObject({ code: 0 });
  });
});
