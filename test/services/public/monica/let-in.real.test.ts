import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { invoicesConfig } from "../../../apps/invoices/samples";
import { customersConfig } from "../../../set-up/customers-config";
import { startContainer } from "../../../set-up/pod-here";
import { type Container, podNamed } from "../../../support/pods";
import { PostgresServer, postgresPrograms } from "../../../support/postgres";
import { describeReal, Sandbox } from "../../../support/real";
import { distObjects, stackOf } from "../../../support/stack";

/** As Monica 5.0.0-beta.5 makes them: its first migrations, and what a later one adds. */
const tables = `
  create table users (id uuid primary key, email varchar(255) unique not null, is_account_administrator boolean not null default false, created_at timestamp(0));
  create table personal_access_tokens (id bigserial primary key, tokenable_type varchar(255) not null, tokenable_id uuid not null,
    name varchar(255) not null, token varchar(64) not null unique, abilities text, last_used_at timestamp(0), expires_at timestamp(0),
    created_at timestamp(0), updated_at timestamp(0));`;
const [owner, other] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

describeReal("what lets n8n into Monica's contacts", postgresPrograms, () => {
  const box = new Sandbox();
  const server = new PostgresServer(box);
  const token = "monica-contacts-token-0123456789";
  const secret = (name: string, key: string): string => {
    if (key === "ca.crt") return server.authority.certificate;
    return name === "monica-contacts" ? token : `password of ${name}`;
  };

  beforeAll(async () => {
    await server.prepare();
    await server.start();
    server.ask(`create role monica login password '${secret("monica-database", "password")}'`);
    server.ask("create database monica owner monica");
  });
  afterAll(() => box.end());
  beforeEach(() => void server.ask("drop owned by monica cascade; create schema if not exists public authorization monica", "monica"));

  const ask = (sql: string) =>
    server.query({ user: "monica", password: secret("monica-database", "password"), database: "monica" }, sql).stdout.trim();
  const withAccount = () => {
    ask(tables);
    ask(`insert into users values ('${other}', 'guest@mk360.de', false, now()), ('${owner}', 'first@mk360.de', true, now())`);
  };
  const rows = () => ask("select tokenable_type, tokenable_id, name, token, abilities from personal_access_tokens order by id");

  const run = (customers = true, seconds = "1") => {
    const objects = distObjects(stackOf(customers ? { invoices: invoicesConfig, customers: customersConfig } : {}));
    const pod = podNamed(objects, "monica-contacts");
    return startContainer(box, objects, pod, pod.spec.containers[0] as Container, {
      secret,
      env: { ...server.place, WAIT_SECONDS: seconds },
    }).ended;
  };
  const hash = createHash("sha256").update(token).digest("hex");
  const mine = `App\\Models\\User|${owner}|mk360-contacts|${hash}|["read","write"]`;

  test("gives the owner's account one token, by its hash, and changes nothing the second time", async () => {
    withAccount();
    expect(await run()).toEqual({ code: 0, said: "monica-contacts: let n8n in to enter contacts\nmonica-contacts: it is as wanted\n" });
    expect(await run()).toEqual({ code: 0, said: "monica-contacts: it is as wanted\n" });
    expect(rows()).toBe(mine);
  });

  test("replaces the token of before, and leaves those that the owner made", async () => {
    withAccount();
    const insert = "insert into personal_access_tokens (tokenable_type, tokenable_id, name, token, abilities) values";
    ask(
      `${insert} ('App\\Models\\User', '${owner}', 'mk360-contacts', 'old', '[]'), ('App\\Models\\User', '${owner}', 'mine', 'his', '[]')`,
    );
    expect((await run()).said).toContain("took away a token that n8n has no more");
    expect(rows()).toBe(`App\\Models\\User|${owner}|mine|his|[]\n${mine}`);
  });

  test("repairs what somebody took from it", async () => {
    withAccount();
    await run();
    ask(`update personal_access_tokens set abilities = '["read"]', tokenable_id = '${other}'`);
    expect((await run()).said).toContain("let n8n in to enter contacts");
    expect(rows()).toBe(mine);
  });

  test("takes it away where no customers are taken on, also before Monica has its tables", async () => {
    expect(await run(false)).toEqual({ code: 0, said: "monica-contacts: it is as wanted\n" });
    withAccount();
    await run();
    expect((await run(false)).said).toContain("took away a token");
    expect(rows()).toBe("");
  });

  test.each([
    ["tables", () => undefined],
    ["account", () => void ask(tables)],
  ])("waits for Monica's %s, and says so when it gives up", async (_, prepare) => {
    prepare();
    expect(await run()).toEqual({ code: 1, said: "monica-contacts: gave up after 1 seconds: not yet: Monica has no account\n" });
  });

  test("goes on as soon as the account is there", async () => {
    const running = run(true, "60");
    await new Promise((resolve) => setTimeout(resolve, 500));
    withAccount();
    expect((await running).code).toBe(0);
  });
});
