import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { whole } from "../../support/stack";

const services = join(__dirname, "../../../charts/services");
const folder = mkdtempSync(join(tmpdir(), "mk360-paperless-"));
const at = (path: string) => join(folder, path);
afterAll(() => rmSync(folder, { recursive: true }));

copyFileSync(join(services, "paperless/arrivals.sh"), at("arrivals.sh"));
copyFileSync(join(services, "backup/lib.sh"), at("lib.sh"));

/** `sh` of this machine is dash, and its find GNU's, as in the image of the job. */
function run(script: string, env: Record<string, string>): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync("sh", [script], { encoding: "utf8", env: { PATH: process.env.PATH ?? "", ...env } });
  return { code: status, said: stdout + stderr };
}

describe("arrivals.sh", () => {
  const env = { ARRIVALS: `${at("uploads")}\n${at("consume")}`, ARRIVALS_OF: "public/paperless-business", MAX_AGE_HOURS: "24" };

  beforeEach(() => {
    for (const name of ["uploads", "consume"]) {
      rmSync(at(name), { recursive: true, force: true });
      mkdirSync(at(name));
    }
  });

  function put(path: string, hoursAgo: number): void {
    mkdirSync(join(at(path), ".."), { recursive: true });
    writeFileSync(at(path), "%PDF-1.7");
    const then = new Date(Date.now() - hoursAgo * 3_600_000);
    utimesSync(at(path), then, then);
  }

  test("is content with nothing, with what came lately, and with the empty folder that a finished upload leaves", () => {
    put("uploads/tmp1/invoice.pdf", 23);
    put("uploads/tmp2/done.pdf", 48);
    rmSync(at("uploads/tmp2/done.pdf"));
    expect(run(at("arrivals.sh"), env)).toEqual({ code: 0, said: "arrivals: nothing waits for more than 24 hours\n" });
  });

  test.each(["uploads/tmp1/invoice.pdf", "consume/invoice.pdf", "consume/2026/of a scanner/.hidden.pdf"])(
    "fails for %s of the day before yesterday",
    (path) => {
      put(path, 48);
      const { code, said } = run(at("arrivals.sh"), env);
      expect(code).toBe(1);
      expect(said).toContain("1 files were handed in more than 24 hours ago and are no documents yet");
      expect(said).toContain(
        `kubectl -n public exec deploy/paperless-business -- find ${at("uploads")} ${at("consume")} -type f -mmin +1440`,
      );
    },
  );

  test("names no document, because its name may say what is in it", () => {
    put("uploads/tmp1/dismissal of somebody.pdf", 48);
    expect(run(at("arrivals.sh"), env).said).not.toContain("dismissal");
  });

  test("fails where a folder is not there: nothing to find is not the same as nowhere to look", () => {
    rmSync(at("uploads"), { recursive: true });
    expect(run(at("arrivals.sh"), env)).toEqual({ code: 1, said: `arrivals: there is no directory ${at("uploads")}\n` });
  });

  test.each(["", "0", "a day"])("refuses MAX_AGE_HOURS=%j", (hours) => {
    expect(run(at("arrivals.sh"), { ...env, MAX_AGE_HOURS: hours })).toMatchObject({
      code: 1,
      said: expect.stringContaining("MAX_AGE_HOURS"),
    });
  });

  test.each(["business", "private"])("looks into the folders of the %s Paperless, where it finds them", (side) => {
    const specOf = (kind: string, name: string) =>
      whole.objects.find(({ object }) => object.kind === kind && object.metadata.name === name)?.object;
    const [paperless, job] = [specOf("Deployment", `paperless-${side}`), specOf("CronJob", `paperless-${side}-arrivals`)].map((object) =>
      JSON.stringify(object),
    );
    for (const volume of ["uploads", "consume"]) {
      expect([paperless, job].map((text) => text?.includes(`"claimName":"paperless-${side}-${volume}"`))).toEqual([true, true]);
      expect([paperless, job].map((text) => text?.includes(`"mountPath":"/usr/src/paperless/${volume}"`))).toEqual([true, true]);
    }
  });
});
