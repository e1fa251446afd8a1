import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { openSign } from "./opensign-here";
import { OwnerBed } from "./owner-bed";

interface Answer {
  readonly result: unknown;
  readonly results: readonly Readonly<Record<string, string>>[];
}

const email = "owner@mk360.de";
const isNew = [
  `opensign: made the administrator ${email}`,
  `opensign: gave the entry of ${email} to that account alone`,
  `opensign: 2 changes: its administrator is there, ${email} is new\n`,
].join("\n");

describe("what makes OpenSign's administrator", () => {
  let bed: OwnerBed;
  beforeEach(async () => {
    bed = new OwnerBed(openSign, (name, key) => `${name}-${key}-0123456789`);
    await bed.start();
  });
  afterEach(() => bed.end());

  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${bed.url}/app/${path}`, {
      method,
      headers: { "content-type": "application/json", "x-parse-application-id": "opensign", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const call = async (name: string, body: unknown = {}) => (await ask("POST", `functions/${name}`, body)).body.result;
  const master = { "x-parse-master-key": "opensign-master-key-0123456789" };
  const migrations = async () => (await ask("GET", "classes/Migration", undefined, master)).body.results;
  const add = async (address: string) => {
    await eventually("its database is migrated", 180, async () => ((await migrations()).length > 0 ? [] : ["not yet"]));
    return call("addadmin", {
      userDetails: { name: "Somebody", email: address, password: "a-password-1", company: "x", jobTitle: "x", role: "contracts_Admin" },
    });
  };
  const members = async () => (await ask("GET", "classes/contracts_Users", undefined, master)).body.results;

  test("makes him, who logs in with his secret, and changes nothing the second time", async () => {
    expect(await bed.setUp()).toEqual({ code: 0, said: isNew });
    expect(await call("checkadminexist")).toBe("exist");
    expect(await call("loginuser", { email, password: bed.secret("opensign-owner", "password") })).toMatchObject({ email });
    expect(await bed.setUp()).toEqual({ code: 0, said: "opensign: nothing to change: its administrator is there, which it was before\n" });
  });

  test("waits until the database is migrated, which else would never be", async () => {
    await bed.setUp();
    expect((await migrations()).length).toBeGreaterThan(0);
  });

  test("gives the administrator's entry to him alone: nobody switches him off, or puts himself in his place", async () => {
    await bed.setUp();
    const [{ objectId } = {}] = await members();
    expect((await ask("PUT", `classes/contracts_Users/${objectId}`, { IsDisabled: true })).status).toBe(404);
    expect(await call("checkadminexist")).toBe("exist");
  });

  test.each([{ IsDisabled: true }, { UserRole: "contracts_User" }])("mends one who is administrator no more by %p", async (damage) => {
    await bed.setUp();
    const [{ objectId } = {}] = await members();
    await ask("PUT", `classes/contracts_Users/${objectId}`, damage, master);
    expect((await bed.setUp()).said).toContain(`made the administrator ${email}`);
    expect(await call("checkadminexist")).toBe("exist");
  });

  test("completes one who was stopped before he had his organisation", async () => {
    await bed.setUp();
    const [{ objectId } = {}] = await members();
    await ask("PUT", `classes/contracts_Users/${objectId}`, { OrganizationId: { __op: "Delete" } }, master);
    expect(await call("checkadminexist")).toBe("not_exist");
    expect((await bed.setUp()).said).toContain(`made the administrator ${email}`);
    expect((await members()).length).toBe(1);
  });

  test("leaves an administrator alone whom the owner made himself", async () => {
    await add("somebody@example.com");
    expect((await bed.setUp()).said).toContain("which it was before");
    expect((await members()).map(({ Email }) => Email)).toEqual(["somebody@example.com"]);
  });

  test("names administrators whom nobody declared, and changes none of them", async () => {
    await bed.setUp();
    await add("somebody@example.com");
    const before = await members();
    expect((await bed.setUp()).code).toBe(1);
    expect(bed.wordsLeft).toBe(
      "OpenSign has administrators whom mk360 did not make (somebody@example.com), and takes one alone for its owner; set IsDisabled of the others in its database (class contracts_Users); nobody reaches the site until then",
    );
    expect(await members()).toEqual(before);
  });

  test("goes on after it was killed", async () => {
    const running = bed.startSetUp();
    await new Promise((resolve) => setTimeout(resolve, 150));
    running.kill();
    await running.ended;
    expect((await bed.setUp()).code).toBe(0);
    expect([await call("checkadminexist"), (await members()).length]).toEqual(["exist", 1]);
  });

  test("says so when OpenSign is away", async () => {
    expect((await bed.setUp({ OPENSIGN_URL: "http://127.0.0.1:9/app", PATIENCE_SECONDS: "1" })).code).toBe(1);
    expect(bed.wordsLeft).toMatch(/^OpenSign did not answer \(fetch failed\)/);
  });
});
