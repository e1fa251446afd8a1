import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { filesNamed } from "../../../support/pods";
import { PostgresServer, postgresPrograms } from "../../../support/postgres";
import { databases as all, monitors, Provisioning } from "../../../support/provisioning";
import { describeReal, Sandbox } from "../../../support/real";
import { whole } from "../../../support/stack";

/** Where psql stands between two statements; a statement may have several lines. */
function placesIn(script: string): number[] {
  const lines = script.split("\n");
  return lines.flatMap((line, index) => (/^[^-].*(;|\\gexec)$/.test(line) || line.startsWith("\\connect") ? [index + 1] : []));
}

describeReal("a provisioning of PostgreSQL that was killed half way", postgresPrograms, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const provisioning = new Provisioning(box, server);
  const files = filesNamed(whole.objects, "postgres-provisioning-provisioning");
  // One that is whole, one that is half made and one that is missing stand for seven.
  const databases = all.slice(0, 3);
  let finished = "";

  /** As if the first run had been killed before it came to `name`. */
  function forget(name: string): void {
    const made = [...databases, ...monitors];
    const later = made.slice(made.findIndex((grant) => grant.name === name));
    for (const grant of later) {
      if (grant.kind.name === "database") server.ask(`drop database if exists ${grant.name}`);
      else server.ask(`revoke connect on database postgres from ${grant.name}`);
      server.ask(`drop role if exists ${grant.name}`);
    }
    server.ask("grant connect, temporary on database postgres to public; grant connect on database template1 to public");
  }

  beforeAll(async () => {
    await server.prepare();
    await server.start();
    provisioning.change("databases.tsv", (text) => text.split("\n").slice(0, databases.length).join("\n"));
    expect(provisioning.run().code).toBe(0);
    finished = provisioning.state();
  });
  afterAll(() => box.end());

  describe.each([
    ["role.sql", databases[1]?.name ?? ""],
    ["monitor.sql", monitors[0]?.name ?? ""],
  ])("%s at %s", (file, victim) => {
    const places = placesIn(files[file] ?? "");

    test("would be seen: before it, the server is in another state", () => {
      forget(victim);
      expect(provisioning.state()).not.toBe(finished);
      expect(provisioning.run().code).toBe(0);
    });

    test("has all its statements tried", () => {
      expect(places.length).toBe((files[file]?.match(/;$|\\gexec|^\\connect/gm) ?? []).length);
      expect(places.length).toBeGreaterThan(5);
    });

    test.each(places)("after line %i: the next run ends as if nothing had happened", (place) => {
      forget(victim);
      const killed = `SELECT :'name' = '${victim}' AS die \\gset\n\\if :die\n\\! kill -KILL $PPID\n\\endif`;
      provisioning.change(file, (text) => text.split("\n").toSpliced(place, 0, killed).join("\n"));
      const half = provisioning.run();
      expect(half.code).toBe(137);
      expect(half.stderr).not.toContain(`${victim}: ready`);
      provisioning.change(file, (text) => text);
      expect(provisioning.run()).toMatchObject({ code: 0 });
      expect(provisioning.state()).toBe(finished);
    });
  });
});
