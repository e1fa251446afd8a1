import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { filesNamed, podNamed } from "../../../support/pods";
import { nobody, PostgresServer, postgresPrograms } from "../../../support/postgres";
import { type Done, describeReal, onPath, Sandbox } from "../../../support/real";
import { whole } from "../../../support/stack";

const program = podNamed(whole.objects, "postgres").spec.initContainers?.find(({ name }) => name === "set-superuser-password");

describeReal("the superuser's password before a start of PostgreSQL", { ...postgresPrograms, dash: onPath("dash") }, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const script = box.file(
    "set-superuser-password.sh",
    filesNamed(whole.objects, "postgres-set-superuser-password-superuser")["set-superuser-password.sh"] ?? "",
  );
  const strange = `it's "one" \\ with $HOME; -- and all`;
  const secret = box.path("secrets/postgres-superuser/password");

  /** As the pod runs it: with dist's variables, the server's user and the image's shell. */
  function setTo(password: string, { data = box.path("data") } = {}): Done {
    box.file("secrets/postgres-superuser/password", password);
    const variables = Object.fromEntries((program?.env ?? []).map(({ name, value = "" }) => [name, value]));
    expect(variables).toMatchObject({ PGDATA: expect.any(String), POSTGRES_PASSWORD_FILE: "/secrets/postgres-superuser/password" });
    return box.run(onPath("dash") ?? "", [script], { ...server.place, PGDATA: data, POSTGRES_PASSWORD_FILE: secret }, "", nobody);
  }

  const lets = (password: string) => server.query({ user: "postgres", password, database: "postgres" }, "select 1").code === 0;

  beforeAll(async () => {
    await server.prepare();
    await server.start();
  });
  afterAll(() => box.end());

  test("is another one after a rotation, and the old one opens nothing", async () => {
    await server.stop("SIGINT");
    expect(setTo("a new one")).toMatchObject({ code: 0 });
    await server.start();
    expect([lets("a new one"), lets(server.superuser)]).toEqual([true, false]);
  });

  test("stays when it is the same, and may hold every character", async () => {
    await server.stop("SIGINT");
    for (const _ of [1, 2]) expect(setTo(strange)).toMatchObject({ code: 0 });
    await server.start();
    expect(lets(strange)).toBe(true);
  });

  test("is not touched while the server runs", async () => {
    const done = setTo("too early");
    expect(done).toMatchObject({ code: 1, stderr: expect.stringContaining("lock file") });
    expect(lets(strange)).toBe(true);
  });

  test("is set after a power cut as well, with nothing lost", async () => {
    const login = { user: "postgres", password: strange, database: "postgres" };
    expect(server.query(login, "create table kept as select generate_series(1, 1000) as n").code).toBe(0);
    await server.stop("SIGKILL");
    expect(setTo(server.superuser)).toMatchObject({ code: 0 });
    await server.start();
    expect(server.ask("select count(*) from kept")).toBe("1000");
  });

  test("is left to the image where there is no data directory yet", () => {
    const data = box.folder("not-there-yet");
    expect(setTo("a first one", { data })).toMatchObject({ code: 0, stderr: expect.stringContaining("no data directory yet") });
    expect(readdirSync(data)).toEqual([]);
  });

  test("that is missing or not taken stops the start, and is said nowhere", async () => {
    for (const nothing of ["", "\n"]) {
      expect(setTo(nothing)).toMatchObject({ code: 1, stderr: expect.stringContaining("is missing or empty") });
    }
    server.ask("create role other superuser login password 'other'");
    expect(server.query({ user: "other", password: "other", database: "postgres" }, "alter role postgres rename to former").code).toBe(0);
    await server.stop("SIGINT");
    const done = setTo("never shown");
    expect(done).toMatchObject({ code: 1, stderr: expect.stringContaining('role "postgres" does not exist') });
    expect(done.stdout + done.stderr).not.toContain("never shown");
  });
});
