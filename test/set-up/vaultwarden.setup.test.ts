import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { argon2Hash } from "../../cli/secrets/hashes";
import { OwnerBed } from "./owner-bed";

const root = process.env.VAULTWARDEN_ROOT;
if (!root) process.stderr.write("Vaultwarden itself: left out, VAULTWARDEN_ROOT names no folder; a stand-in refuses what it refuses\n");

/** What a person does in his browser, or a mail server that is away, is played. */
const onStandIn = root ? test.skip : test;

const password = "the-password-of-the-page-0123456789";
const owner = "owner@mk360.de";

describe("what invites the owner into a vault", () => {
  let bed: OwnerBed;
  const start = async (env: Readonly<Record<string, string>> = {}) => bed.start({ ADMIN_TOKEN: await argon2Hash(password), ...env });
  beforeEach(() => {
    bed = new OwnerBed(
      { name: "vaultwarden", setUp: "vaultwarden-business-set-up", at: { variable: "VAULT_URL", path: "" }, health: "/alive", root },
      (_, key) => (key === "password" ? password : key),
    );
  });
  afterEach(() => bed.end());

  const asAdministrator = async (path: string) => {
    const login = await fetch(`${bed.url}/admin`, { method: "POST", body: new URLSearchParams({ token: password }) });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    return (await fetch(`${bed.url}${path}`, { headers: { cookie } })).json() as Promise<{ email: string; _status: number }[]>;
  };
  const change = (what: object) => {
    const file = bed.box.path("data", "stand-in.json");
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, "utf8")).map((user: object) => ({ ...user, ...what }))));
  };

  test("invites him once, and says from then on that he has not come", async () => {
    await start();
    expect(await bed.setUp()).toEqual({
      code: 0,
      said: `vaultwarden-business: invited ${owner}\nvaultwarden-business: 1 changes: you are invited, by a mail that you follow\n`,
    });
    expect(await bed.setUp()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change: you are invited, as before") });
    expect(bed.wordsLeft).toMatch(/^owner@mk360\.de has not followed the invitation to the vault yet/);
    expect(await asAdministrator("/admin/users")).toEqual([expect.objectContaining({ email: owner, _status: 1 })]);
  });

  onStandIn.each([
    [{ _status: 0, twoFactorEnabled: false }, `${owner} has no second factor in the vault`],
    [{ _status: 0, twoFactorEnabled: true }, ""],
  ])("says what he lacks who has come: %j", async (what, words) => {
    await start();
    await bed.setUp();
    change(what);
    expect((await bed.setUp()).code).toBe(0);
    expect(bed.wordsLeft).toBe(words);
  });

  onStandIn("says that a mail was not sent, and that nobody was invited", async () => {
    await start({ STAND_IN_MAIL: "down" });
    expect((await bed.setUp()).code).toBe(1);
    expect(bed.wordsLeft).toMatch(
      /^the vault could not mail the invitation to owner@mk360\.de \(SMTP error: .*\), and nobody was invited; /,
    );
    expect(await asAdministrator("/admin/users")).toEqual([]);
  });

  test("says that another password was saved on the page", async () => {
    await start();
    expect((await bed.setUp({}, () => "another-password")).code).toBe(1);
    expect(bed.wordsLeft).toMatch(/^the vault's administration page does not take the password of its secret; /);
  });

  test("waits while somebody has guessed too often, and says so", async () => {
    await start();
    for (let tries = 0; tries < 4; tries += 1)
      await fetch(`${bed.url}/admin`, { method: "POST", body: new URLSearchParams({ token: "x" }) });
    expect((await bed.setUp({ PATIENCE_SECONDS: "1" })).code).toBe(1);
    expect(bed.wordsLeft).toMatch(/^the vault's administration page did not answer \(it says 429\)/);
  });

  test("is let in by nobody else", async () => {
    await start();
    const headers = { "content-type": "application/json" };
    const answers = [
      await fetch(`${bed.url}/admin/users`),
      await fetch(`${bed.url}/admin/invite`, { method: "POST", headers, body: JSON.stringify({ email: "first@example.com" }) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("says so when the vault is away", async () => {
    expect((await bed.setUp({ VAULT_URL: "http://127.0.0.1:9", PATIENCE_SECONDS: "1" })).code).toBe(1);
    expect(bed.wordsLeft).toMatch(/^the vault's administration page did not answer \(fetch failed\)/);
  });
});
