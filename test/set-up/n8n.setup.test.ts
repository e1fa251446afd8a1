import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import types from "../../charts/services/public/n8n/node-types.json";
import { mk360In } from "../cli/command";
import { Workspace } from "../main/workspace";
import { postgresPrograms } from "../support/postgres";
import { describeReal } from "../support/real";
import { type Answer, N8nBed } from "./n8n-bed";
import { nodeTypes, takeOver } from "./n8n-node-types";

const down = (name: string) => ({
  msg: `[${name}] [down]`,
  monitor: { id: 7, name },
  heartbeat: { status: 0, time: "2026-11-30 10:00:00" },
});
const cpu = { host: "vps", alarm: "10min_cpu_usage", status: "CRITICAL", was: "CLEAR", value: "97%", info: "of all cores" };

const markedAs = (mark: string) => (workflow: Answer) => {
  workflow.meta.mk360 = mark;
};

const programs = { "n8n (N8N_BIN)": process.env.N8N_BIN, "Node 24 (NODE24_BIN)": process.env.NODE24_BIN, ...postgresPrograms };

describeReal("n8n itself", programs, () => {
  const bed = new N8nBed(process.env.N8N_BIN ?? "");
  beforeAll(async () => {
    await bed.open();
    const { code, said } = await bed.enter();
    if (code !== 0) throw new Error(said);
    await bed.start();
    // Webhooks are there a moment after n8n says that it is.
    await bed.look();
  });
  afterAll(() => bed.end());

  const eventually = async <T>(what: () => T | Promise<T>, holds: (seen: T) => boolean, seconds = 40): Promise<T> => {
    for (let left = seconds * 5; ; left -= 1) {
      const seen = await what();
      if (holds(seen) || left === 0) return seen;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const toldSince = async (start: number, count: number) =>
    (
      await eventually(
        () => bed.told.slice(start),
        (all) => all.length >= count,
      )
    ).map(({ to, body }) => ({ to, text: body.text }));
  const versionOf = async (id: string) => (await bed.asOwner("GET", `/rest/workflows/${id}`)).versionId;

  test("knows the kinds of steps that synth takes, and no others", () => {
    if (process.env.UPDATE_NODE_TYPES) takeOver(nodeTypes(process.env.N8N_BIN ?? ""));
    expect(nodeTypes(process.env.N8N_BIN ?? "")).toEqual(types);
  });

  describe("entered for the first time", () => {
    test("runs what is declared", async () => {
      const { code, said } = await bed.look();
      expect([code, said]).toEqual([0, "n8n: nothing to change: it runs what is declared, 6 workflows\n"]);
      expect(bed.ask(`select distinct "workflowId", status from workflow_publication_trigger_status order by 1`)).toBe(
        ["alarms", "failures", "invoice", "invoice-arrival", "invoice-form", "tagging"].map((name) => `mk360-${name}|activated`).join("\n"),
      );
    });

    test("makes no invoice while config.yaml does not say who sends it, and says so", async () => {
      const answer = await fetch(`${bed.url}/webhook/mk360-invoice`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: bed.secret("invoice-orders", "bearer") },
        body: "{}",
      });
      expect(await answer.json()).toEqual({ invoice: null, detail: "no invoices are made: config.yaml has no section invoices" });
    });

    test("has its owner, and takes no other", async () => {
      const response = await fetch(`${bed.url}/rest/owner/setup`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: "first@example.com", firstName: "F", lastName: "F", password: "Passw0rd-first" }),
      });
      expect(response.status).toBe(400);
      expect(await bed.asOwner("GET", "/rest/login")).toMatchObject({ email: "owner@mk360.de", role: "global:owner" });
    });

    test("keeps the credentials encrypted, and no file of them is left", () => {
      expect(bed.ask("select name, type, data from credentials_entity order by 1")).not.toContain(bed.secret("alarm-webhook", "token"));
      expect(bed.ask("select name from credentials_entity order by 1").split("\n")).toEqual([
        "mk360-alarm-webhook",
        "mk360-forms",
        "mk360-invoices",
        "mk360-mail",
        "mk360-orders",
        "mk360-paperless",
        "mk360-slack",
        "mk360-telegram",
      ]);
    });
  });

  describe("an alarm", () => {
    test("of Uptime Kuma reaches Telegram and Slack with service and time only, once", async () => {
      const start = bed.told.length;
      expect(await bed.alarm(down("paperless-business"))).toBe('200 {"message":"Workflow was started"}');
      const text = expect.stringMatching(/^paperless-business is down \(\d+ [A-Z][a-z]{2}, \d\d:\d\d\)$/);
      expect(await toldSince(start, 2)).toEqual([
        { to: "telegram", text },
        { to: "slack", text },
      ]);
      expect(bed.told[start]?.body).toMatchObject({
        chat_id: "-1001234567",
        path: "/bot123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/sendMessage",
      });
      expect(bed.told[start + 1]?.body).toMatchObject({
        channel: "C0123456789",
        authorization: `Bearer ${bed.secret("alarm-slack", "token")}`,
      });
      await bed.alarm(down("paperless-business"));
      await bed.alarm(down("caddy"));
      expect(await toldSince(start + 2, 2)).toEqual([
        { to: "telegram", text: expect.stringMatching(/^caddy is down/) },
        { to: "slack", text: expect.stringMatching(/^caddy is down/) },
      ]);
    });

    test("is told once of those that come at once, and of those that come again within the hour", async () => {
      const start = bed.told.length;
      const names = ["gotenberg", "invoices", "roundcube", "tika", "vaultwarden"];
      const all = () => Promise.all(names.map((name) => bed.alarm(down(name))));
      await Promise.all([all(), all()]);
      await bed.settled();
      await all();
      await bed.settled();
      const toSlack = bed.told.slice(start).filter(({ to }) => to === "slack");
      expect(toSlack.map(({ body }) => body.text.split(" ")[0]).sort()).toEqual(names);
    });

    test("is told again when the hour is over", async () => {
      const start = bed.told.length;
      const id = bed.ask("select id from data_table where name = 'mk360-alarms'");
      bed.ask(`update "data_table_user_${id}" set "createdAt" = now() - interval '61 minutes' where alarm = 'tika is down'`);
      await bed.alarm(down("tika"));
      expect((await toldSince(start, 2)).map(({ text }) => text)).toEqual([
        expect.stringMatching(/^tika is down/),
        expect.stringMatching(/^tika is down/),
      ]);
    });

    test.each([
      ["Netdata", cpu, /^vps: 10min_cpu_usage is beyond its limit \(/],
      [
        "a certificate that ends soon",
        { monitor: null, heartbeat: null, msg: "[crm][https://crm.mk360.de] server certificate will expire in 6 days" },
        /^crm says something: look there \(/,
      ],
      ["a name with signs of HTML", down("<b>&"), /^&lt;b&gt;&amp; is down \(/],
    ])("of %s does so too", async (_name, alarm, text) => {
      const start = bed.told.length;
      await bed.alarm(alarm);
      expect((await toldSince(start, 2)).map((each) => each.text)).toEqual([expect.stringMatching(text), expect.stringMatching(text)]);
    });

    test("of whoever does not know the token is not heard", async () => {
      const start = bed.told.length;
      expect(await bed.alarm(down("forged"), "Bearer guessed")).toMatch(/^403 /);
      await bed.alarm(down("after the forged one"));
      expect((await toldSince(start, 2)).map(({ text }) => text)).toEqual([
        expect.stringMatching(/^after the/),
        expect.stringMatching(/^after the/),
      ]);
    });

    test("that Slack does not take is mailed as a failure, with nothing of the alarm", async () => {
      const start = bed.mails.mails.length;
      bed.slackSays = { ok: false, error: "not_in_channel" };
      await bed.alarm(down("monica"));
      const [mail = ""] = await eventually(
        () => bed.mails.mails.slice(start),
        (all) => all.length > 0,
      );
      bed.slackSays = { ok: true };
      expect(mail).toContain("To: owner@mk360.de");
      expect(mail).toMatch(/Step: Both have taken it/);
      expect(mail).not.toContain("monica");
    });

    test("is tried once a month by itself", async () => {
      const start = bed.told.length;
      await bed.asOwner("POST", "/rest/workflows/mk360-alarms/run", { triggerToStartFrom: { name: "Monthly test" } });
      expect((await toldSince(start, 2)).map(({ text }) => text)).toEqual([
        expect.stringMatching(/^the way of the alarms is tried, as each month \(/),
        expect.stringMatching(/^the way of the alarms is tried, as each month \(/),
      ]);
    });
  });

  describe("a second time", () => {
    test("nothing is entered again, and no workflow goes out of service", async () => {
      const before = await versionOf("mk360-alarms");
      expect((await bed.enter()).said).toContain("nothing to change: credentials and workflows are entered, 6 workflows");
      expect(await versionOf("mk360-alarms")).toBe(before);
    });

    test("what the owner changed in the editor stays, and he is told how to keep it", async () => {
      const live = await bed.asOwner("GET", "/rest/workflows/mk360-failures");
      const nodes = live.nodes.map((node: Answer) => (node.name === "Mail" ? { ...node, notes: "mine" } : node));
      await bed.asOwner("PATCH", "/rest/workflows/mk360-failures", { nodes, connections: live.connections, versionId: live.versionId });
      expect((await bed.enter()).said).toContain("nothing to change");
      const { code } = await bed.look();
      expect([code, bed.wordsLeft()]).toEqual([
        0,
        "mk360-failures was changed in n8n's editor: `npx mk360 workflows pull failures` takes that into the repository, and the next change there replaces it",
      ]);
    });

    test("what he changed is taken into the repository by one command, and once", async () => {
      const clone = new Workspace();
      const path = "charts/services/public/n8n/workflows/failures.json";
      clone.write(path, readFileSync(join(__dirname, "../..", path), "utf8"));
      const PATH = `${await bed.kubectl()}:${process.env.PATH}`;
      const pull = (name: string) => mk360In({ PATH }, clone, "workflows", "pull", name);
      expect(pull("failures")).toMatchObject({ status: 0, stdout: expect.stringContaining(`${path} is written`) });
      const { nodes } = JSON.parse(clone.read(path));
      expect(nodes.map(({ name, notes }: Answer) => [name, notes])).toEqual([
        ["A workflow failed", undefined],
        ["mk360", undefined],
        ["Mail", "mine"],
      ]);
      expect(pull("failures").stdout).toContain("Nothing is written");
      expect(pull("failure")).toMatchObject({ status: 1, stderr: expect.stringContaining("did you mean failures?") });
      clone.remove();
    });

    test("another file replaces it, and is in service", async () => {
      const changed = { workflow: markedAs("another") };
      await bed.stop();
      const { said } = await bed.enter(changed);
      expect(said).toContain("n8n: entered anew workflow mk360-failures");
      await bed.start();
      expect((await bed.look(changed)).said).toContain("nothing to change: it runs what is declared");
    });

    test("a token that was rotated is the one that lets in", async () => {
      const secret = (name: string, key: string) =>
        name === "alarm-webhook" && key === "bearer" ? "Bearer rotated-rotated" : bed.secret(name, key);
      await bed.enter({ secret });
      expect(
        await eventually(
          () => bed.alarm({ probe: true }),
          (answer) => answer.startsWith("403"),
        ),
      ).toMatch(/^403/);
      expect(await bed.alarm({ probe: true }, "Bearer rotated-rotated")).toMatch(/^200/);
      await bed.enter();
      expect(await bed.alarm({ probe: true })).toMatch(/^200/);
    });
  });

  describe("interrupted", () => {
    test("between its import and its publication, a workflow is published by the next start", async () => {
      const changed = { workflow: markedAs("third") };
      const usual = readFileSync(bed.box.path("bin/n8n"), "utf8");
      writeFileSync(bed.box.path("bin/n8n"), usual.replace("exec", "case $1 in publish:*) sleep 60 ;; esac\nexec"));
      const running = bed.startEntering(changed);
      await eventually(
        () => bed.ask("select count(*) from workflow_entity where active"),
        (count) => count === "0",
      );
      running.kill();
      await running.ended;
      writeFileSync(bed.box.path("bin/n8n"), usual);
      expect((await bed.enter(changed)).code).toBe(0);
      expect((await bed.look(changed)).said).toContain("nothing to change: it runs what is declared");
    });
  });

  describe("a workflow of the owner's own", () => {
    const his = {
      name: "mine",
      nodes: [
        {
          id: "h",
          name: "Mine",
          type: "n8n-nodes-base.webhook",
          typeVersion: 2.1,
          position: [0, 0],
          webhookId: "mine",
          parameters: { httpMethod: "POST", path: "taken", options: {} },
        },
      ],
      connections: {},
      settings: {},
    };

    test("stays as it is", async () => {
      const { id, versionId } = await bed.asOwner("POST", "/rest/workflows", his);
      await bed.asOwner("POST", `/rest/workflows/${id}/activate`, { versionId });
      await bed.enter();
      expect(await bed.asOwner("GET", `/rest/workflows/${id}`)).toMatchObject({ active: true, versionId });
    });

    test("that is called by the address of one of ours keeps it, and ours stays as it was", async () => {
      const changed = {
        workflow: (workflow: Answer) => {
          workflow.meta.mk360 = "clash";
          for (const node of workflow.nodes) if (node.name === "Alarm") node.parameters.path = "taken";
        },
      };
      expect((await bed.enter(changed)).said).toContain(
        'n8n: mk360-alarms stays as it was: node "Alarm" is called by POST taken, as your workflow "mine" is; give one of them another path',
      );
      expect(await bed.alarm({ probe: true })).toMatch(/^200/);
      const { code } = await bed.look({ ...changed, env: { PATIENCE_SECONDS: "2" } });
      expect([code, bed.wordsLeft()]).toEqual([1, expect.stringContaining("deployment/n8n -c enter")]);
    });
  });

  describe("one workflow fewer", () => {
    const without = {
      content: (content: Answer) => {
        content.workflows = content.workflows.filter((file: string) => !file.endsWith("mk360-failures.json"));
        content.credentials = content.credentials.filter(({ id }: Answer) => id !== "mk360-mail");
      },
    };

    test("goes out of service and into the archive, with its credential", async () => {
      const changed = { ...without, workflow: markedAs("fewer") };
      expect((await bed.enter(changed)).said).toContain("took workflow mk360-failures out of service, which the model has no more");
      const { code, said } = await bed.look(changed);
      expect([code, said]).toEqual([0, expect.stringContaining("put workflow mk360-failures into n8n's archive")]);
      expect(said).toContain("deleted credential mk360-mail");
      expect((await bed.look(changed)).said).toContain("nothing to change");
    });
  });

  describe("what cannot be done is said in one line", () => {
    test.each([
      [
        "n8n is away",
        { env: { N8N_URL: "http://127.0.0.1:9", PATIENCE_SECONDS: "1" } },
        "n8n did not answer (fetch failed); mk360 status says what it lacks",
      ],
      [
        "another password",
        { secret: (name: string, key: string) => (name === "n8n-owner" ? "another" : bed.secret(name, key)) },
        "n8n does not take the password of owner@mk360.de (401); restart it, which enters the password anew",
      ],
    ])("%s", async (_name, changed, words) => {
      expect((await bed.look(changed)).code).toBe(1);
      expect(bed.wordsLeft()).toContain(words);
    });

    test("a step that n8n cannot run names workflow and step", async () => {
      const changed = {
        workflow: (workflow: Answer) => {
          workflow.meta.mk360 = "broken";
          for (const node of workflow.nodes)
            if (node.name === "Monthly test") node.parameters.rule = { interval: [{ field: "cronExpression", expression: "99 99 * * *" }] };
        },
      };
      await bed.enter(changed);
      await bed.look(changed);
      expect(bed.wordsLeft()).toMatch(/^mk360-alarms: node "Monthly test" is not in service \(/);
    });
  });
});
