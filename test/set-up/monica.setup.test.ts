import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { stackOf } from "../support/stack";
import { OwnerBed } from "./owner-bed";

const root = process.env.MONICA_ROOT;
if (!root) process.stderr.write("Monica itself: left out, MONICA_ROOT names no folder; a stand-in refuses what it refuses\n");

/** The real one sends to a mail server that is there, or it does not start. */
const onStandIn = root ? test.skip : test;

/** The password as `secrets init` makes it, where chance gives nothing but small letters. */
const password = (): string => {
  const stack = stackOf();
  const owner = stack.workloads.flatMap((workload) => stack.credentialsOf(workload)).find(({ name }) => name === "monica-owner");
  const origin = owner?.keys.password;
  return origin?.kind === "composed" ? origin.template.replace("{chance}", "a".repeat(24)) : "";
};

describe("what makes Monica's first account", () => {
  let bed: OwnerBed;
  beforeEach(() => {
    bed = new OwnerBed(
      { name: "monica", setUp: "monica-set-up", at: { variable: "MONICA_URL", path: "" }, health: "/up", root },
      (_, key) => (key === "password" ? password() : key),
    );
  });
  afterEach(() => bed.end());

  const closed = async () => (await fetch(`${bed.url}/register`)).status === 403;

  test("makes it with a password that Monica takes, and nobody can make another", async () => {
    await bed.start();
    expect(await bed.setUp()).toEqual({
      code: 0,
      said: "monica: made the account owner@mk360.de\nmonica: 1 changes: its first account is there, owner@mk360.de is new\n",
    });
    expect(await closed()).toBe(true);
  });

  test("changes nothing the second time", async () => {
    await bed.start();
    await bed.setUp();
    expect(await bed.setUp()).toEqual({ code: 0, said: "monica: nothing to change: its first account is there, which it was before\n" });
  });

  test("goes on after it was killed", async () => {
    await bed.start();
    const running = bed.startSetUp();
    await new Promise((resolve) => setTimeout(resolve, 150));
    running.kill();
    await running.ended;
    expect((await bed.setUp()).code).toBe(0);
    expect(await closed()).toBe(true);
  });

  onStandIn("says what a mail that cannot be sent leaves to do, and the account is there all the same", async () => {
    await bed.start({ STAND_IN_MAIL: "down" });
    expect((await bed.setUp()).code).toBe(0);
    expect([await closed(), bed.wordsLeft]).toEqual([
      true,
      "Monica has its account, and could not send the mail that confirms owner@mk360.de (500): log in, and let it send it again",
    ]);
  });

  test("says what Monica does not take", async () => {
    await bed.start();
    expect((await bed.setUp({}, () => "onlysmallletters")).code).toBe(1);
    expect(bed.wordsLeft).toMatch(/^Monica does not take the account: The password .*one symbol/);
    expect(await closed()).toBe(false);
  });

  test("says so when Monica is away", async () => {
    expect((await bed.setUp({ MONICA_URL: "http://127.0.0.1:9", PATIENCE_SECONDS: "1" })).code).toBe(1);
    expect(bed.wordsLeft).toBe("Monica did not answer (fetch failed); mk360 status says what it lacks; this is tried again every day");
  });
});
