import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { monitorsDocument } from "../../charts/facts/monitors";
import { type Answer, KumaBed } from "./kuma-bed";

const bed = new KumaBed();
const { monitors, maintenance } = monitorsDocument(bed.stack);
const declared = monitors.map(({ name }) => name);
const mark = (key: string) => `(mk360: ${key})`;
const named = (list: readonly Answer[], name: string): Answer => list.find((each) => each.name === name);
/** Ours, by the word that its name begins with. */
const toldBy = (list: readonly Answer[], word: string): Answer => list.find((each) => each.name.startsWith(word));
const lastLine = (said: string) => said.trim().split("\n").at(-1);

/** The least that Uptime Kuma takes, as kuma-real.md has it. */
const plain = {
  type: "http",
  url: "https://example.com",
  method: "GET",
  interval: 60,
  retryInterval: 60,
  maxretries: 0,
  timeout: 48,
  accepted_statuscodes: ["200-299"],
  conditions: [],
  kafkaProducerBrokers: [],
  kafkaProducerSaslOptions: { mechanism: "None" },
  rabbitmqNodes: [],
  notificationIDList: {},
};

/** Of a monitor, what does not change by itself. */
const lasting = [
  ...["id", "name", "description", "type", "interval", "retryInterval", "maxretries", "url", "hostname", "port"],
  ...["parent", "active", "pushToken", "notificationIDList", "expiryNotification"],
];

/** What does not change by itself between two looks. */
async function state(): Promise<unknown> {
  const { monitors: all, notifications, pages, maintenance: windows, settings } = await bed.look();
  return {
    monitors: all.map((monitor) => Object.fromEntries(lasting.map((key) => [key, monitor[key]]))),
    notifications: notifications.map(({ id, name, config }) => ({ id, name, config })),
    page: {
      title: pages?.config.title,
      groups: pages?.publicGroupList.map((group: Answer) => [group.name, group.monitorList.map(({ id }: Answer) => id)]),
    },
    windows: windows.map(({ id, title, cron, duration, timezone, monitors: ids }) => ({ id, title, cron, duration, timezone, ids })),
    settings,
  };
}

/** Without numbers, which are others for what was made anew. */
async function content(): Promise<unknown> {
  const { monitors: all, notifications, pages, maintenance: windows } = await bed.look();
  const nameOf = (id: number | null) => all.find((each) => each.id === id)?.name;
  return {
    monitors: all
      .map(({ name, type, interval, maxretries, url, parent, pushToken, active }) => [
        name,
        type,
        interval,
        maxretries,
        url,
        nameOf(parent),
        pushToken,
        active,
      ])
      .sort(),
    notifications: notifications.map(({ name }) => name).sort(),
    groups: pages.publicGroupList.map((group: Answer) => [group.name, group.monitorList.map(({ name }: Answer) => name)]),
    windows: windows.map(({ title, cron, monitors: ids }) => [title, cron, ids.map(nameOf).sort()]),
  };
}

afterAll(() => bed.end());

describe("who comes first at Uptime Kuma", () => {
  beforeAll(() => bed.choosePort());

  test("finds nobody to ask while its administrator is made: its server listens to its own pod alone", async () => {
    const claim = bed.startClaim();
    let [inside, outside] = [false, false];
    let running = true;
    void claim.ended.then(() => (running = false));
    while (running) {
      inside ||= await answers("127.0.0.1");
      // Another address of this machine, as the pod's own is for the cluster.
      outside ||= await answers("127.0.0.2");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([(await claim.ended).code, inside, outside]).toEqual([0, true, false]);
  });

  test("gets nothing afterwards, and the owner is who the secret says", async () => {
    await bed.start();
    const refused = await bed.connected((ask) => ask("setup", "stranger", "a-long-Passw0rd-of-mine"));
    expect(refused).toMatchObject({ ok: false, msg: expect.stringContaining("has been initialized") });
    await bed.asOwner(async () => undefined);
  });

  test("is asked at each start, and who is administrator stays it", async () => {
    await bed.stop();
    expect(await bed.startClaim().ended).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    await bed.start();
  });

  test("finds no half-made one: a claim that was killed is made by the next", async () => {
    const other = new KumaBed();
    try {
      await other.choosePort();
      for (const after of [300, 1500, 3000]) {
        const claim = other.startClaim();
        setTimeout(claim.kill, after);
        await claim.ended;
      }
      await other.open();
      await other.asOwner(async () => undefined);
    } finally {
      await other.end();
    }
  });

  const answers = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host, port: Number(new URL(bed.url).port) });
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
});

describe("what fills Uptime Kuma", () => {
  test("enters every monitor of the model, and says so", async () => {
    const { code, said } = await bed.fill();
    expect([code, lastLine(said)]).toEqual([0, expect.stringMatching(`changes: it watches as declared, ${declared.length} monitors$`)]);
    const live = (await bed.look()).monitors;
    for (const { formerly: _, group, machine: __, pushTokenFrom, description, ...fields } of monitors as Answer[]) {
      const found = named(live, fields.name);
      expect(found).toMatchObject(fields);
      expect(found.description).toBe(`${description} ${mark(fields.name)}`);
      expect(named(live, group)).toMatchObject({ id: found.parent, type: "group" });
      if (pushTokenFrom) expect(found.pushToken).toBe(bed.secret(pushTokenFrom.credential, pushTokenFrom.key));
    }
    expect(live).toHaveLength(declared.length + new Set(monitors.map(({ group }) => group)).size);
  });

  test("takes the word of a job by the token that the job has", async () => {
    const [push] = (monitors as Answer[]).filter(({ type }) => type === "push");
    const token = bed.secret(push.pushTokenFrom.credential, push.pushTokenFrom.key);
    expect(await fetch(`${bed.url}/api/push/${token}?status=up`).then((answer) => answer.json())).toEqual({ ok: true });
    const wrong = await fetch(`${bed.url}/api/push/${"x".repeat(32)}?status=up`);
    expect(wrong.status).toBe(404);
  });

  test("has every monitor mail the owner and tell n8n, but no group, which would say the same again", async () => {
    const { monitors: live, notifications } = await bed.look();
    for (const name of ["Mail", "n8n"]) {
      const { id } = toldBy(notifications, name);
      const told = live.filter(({ notificationIDList }) => notificationIDList[id] === true);
      expect(told.map((monitor) => monitor.name).sort()).toEqual([...declared].sort());
    }
  });

  test("tells n8n with the token that lets alarms in", async () => {
    const { config } = toldBy((await bed.look()).notifications, "n8n");
    expect(JSON.parse(config)).toMatchObject({
      type: "webhook",
      webhookURL: "https://webhooks.mk360.de/webhook/mk360-alarm",
      webhookAdditionalHeaders: JSON.stringify({ Authorization: bed.secret("alarm-webhook", "bearer") }),
    });
  });

  test("shows strangers the public sites alone", async () => {
    const { config, publicGroupList } = (await bed.look()).pages;
    const shown = publicGroupList.flatMap(({ monitorList }: Answer) => monitorList.map(({ name }: Answer) => name));
    expect([config.title, shown]).toEqual(["mk360.de", monitorsDocument(bed.stack).statusPage.groups[0]?.monitors]);
    // Behind the proxy, whose word for the name counts.
    const atItsName = await fetch(`${bed.url}/api/entry-page`, { headers: { "x-forwarded-host": "status.mk360.de" } });
    expect(await atItsName.json()).toMatchObject({ type: "statusPageMatchedDomain", statusPageSlug: "status" });
  });

  test("lets nobody be alarmed while a machine restarts, and only then", async () => {
    const { maintenance: windows, monitors: live } = await bed.look();
    const names = (ids: number[]) => ids.map((id) => live.find((each) => each.id === id)?.name).sort();
    // hosts/vps/etc/systemd/system/mk360-reboot.timer has the same: Tuesday 22:00, and Thursday for the NAS.
    expect(windows.map(({ title, cron, duration, timezone }) => [title, cron, duration, timezone])).toEqual([
      ["Restart of vps", expect.stringMatching(/^0 \d+ \* \* 2$/), 1800, "Europe/Berlin"],
      ["Restart of nas", expect.stringMatching(/^0 \d+ \* \* 4$/), 1800, "Europe/Berlin"],
    ]);
    expect(windows.map(({ monitors: ids }) => names(ids))).toEqual(maintenance.map((window) => [...window.monitors].sort()));
  });

  test("changes nothing the second time", async () => {
    const before = await state();
    const { code, said } = await bed.fill();
    expect([code, said]).toEqual([0, `uptime-kuma: nothing to change: it watches as declared, ${declared.length} monitors\n`]);
    expect(await state()).toEqual(before);
  });

  test.each<[string, (ask: (event: string, ...words: unknown[]) => Promise<Answer>, lists: Record<string, Answer>) => Promise<Answer>]>([
    [
      "a monitor with another interval",
      async (ask, { monitorList }) => ask("editMonitor", { ...named(Object.values(monitorList), "crm"), interval: 999 }),
    ],
    [
      "a monitor that mails nobody",
      async (ask, { monitorList }) => ask("editMonitor", { ...named(Object.values(monitorList), "crm"), notificationIDList: {} }),
    ],
    [
      "a monitor that was deleted",
      async (ask, { monitorList }) => ask("deleteMonitor", named(Object.values(monitorList), "crm").id, false),
    ],
    [
      "a group that was deleted",
      async (ask, { monitorList }) => ask("deleteMonitor", named(Object.values(monitorList), "storage").id, false),
    ],
    ["a monitor that was paused", async (ask, { monitorList }) => ask("pauseMonitor", named(Object.values(monitorList), "crm").id)],
    ["the mail that was deleted", async (ask, { notificationList }) => ask("deleteNotification", toldBy(notificationList, "Mail").id)],
    [
      "a webhook of n8n with another token",
      async (ask, { notificationList }) => {
        const { id, config } = toldBy(notificationList, "n8n");
        return ask("addNotification", { ...JSON.parse(config), webhookAdditionalHeaders: "{}" }, id);
      },
    ],
    [
      "the mail to somebody else",
      async (ask, { notificationList }) => {
        const { id, config } = toldBy(notificationList, "Mail");
        return ask("addNotification", { ...JSON.parse(config), smtpTo: "else@example.com" }, id);
      },
    ],
    [
      "settings of its own",
      async (ask) => ask("setSettings", { ...(await ask("getSettings")).data, tlsExpiryNotifyDays: [99], checkUpdate: true }, ""),
    ],
    [
      "a status page with another title",
      async (ask) => {
        const { config } = await ask("getStatusPage", "status");
        return ask("saveStatusPage", "status", { ...config, analyticsType: null, title: "Other" }, "", []);
      },
    ],
    [
      "a restart at another time",
      async (ask, { maintenanceList }) => ask("editMaintenance", { ...(Object.values(maintenanceList)[0] as Answer), weekdays: [5] }),
    ],
    [
      "a restart that was deleted",
      async (ask, { maintenanceList }) => ask("deleteMaintenance", (Object.values(maintenanceList)[0] as Answer).id),
    ],
    [
      "a restart for no monitor",
      async (ask, { maintenanceList }) => ask("addMonitorMaintenance", (Object.values(maintenanceList)[0] as Answer).id, []),
    ],
  ])("repairs %s", async (_, damage) => {
    const before = (await content()) as Answer;
    expect(await bed.asOwner(damage)).toMatchObject({ ok: true });
    const { code, said } = await bed.fill();
    expect([code, said]).toEqual([0, expect.not.stringContaining("nothing to change")]);
    const after = (await content()) as Answer;
    for (const each of [before, after]) each.windows.sort();
    expect(after).toEqual(before);
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
  });

  test("leaves alone what the owner added himself, also within ours", async () => {
    const before = await bed.asOwner(async (ask, { notificationList, monitorList }) => {
      const { monitorID } = await ask("add", { ...plain, name: "my own", description: "mine" });
      const { id } = await ask("addNotification", { ...JSON.parse(notificationList[0].config), name: "my phone" }, null);
      const crm = named(Object.values(monitorList), "crm");
      await ask("editMonitor", { ...crm, notificationIDList: { ...crm.notificationIDList, [id]: true } });
      const { config } = await ask("getStatusPage", "status");
      const { publicGroupList } = await bed.page();
      await ask("saveStatusPage", "status", { ...config, analyticsType: null, description: "hello" }, "", [
        ...publicGroupList,
        { name: "Mine", monitorList: [{ id: monitorID }] },
      ]);
      return { monitorID, id };
    });
    const after = await bed.fill();
    expect(after).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
    // A change of ours goes through, and takes nothing of his along.
    expect(await bed.fill({ content: (whole) => (whole.statusPage.title = "mk360 again") })).toMatchObject({ code: 0 });
    const { monitors: live, pages } = await bed.look();
    expect(named(live, "my own")).toMatchObject({ id: before.monitorID, description: "mine" });
    expect(named(live, "crm").notificationIDList).toHaveProperty(`${before.id}`, true);
    expect([pages.config.title, pages.config.description, pages.publicGroupList.map(({ name }: Answer) => name)]).toEqual([
      "mk360 again",
      "hello",
      ["Services", "Mine"],
    ]);
    await bed.fill();
  });

  test("takes over what was entered by hand from the same list, with its history", async () => {
    const crm = await bed.asOwner(async (ask, { monitorList }) => {
      const one = named(Object.values(monitorList), "crm");
      expect(await ask("editMonitor", { ...one, description: "by hand" })).toMatchObject({ ok: true });
      return one;
    });
    expect(await bed.fill()).toMatchObject({ code: 0 });
    expect((await bed.look()).monitors.filter(({ name }) => name === "crm").map(({ id }) => id)).toEqual([crm.id]);
  });

  test("gives the owner what he has copied from one of ours", async () => {
    await bed.asOwner(async (ask, { monitorList }) => {
      const { description } = named(Object.values(monitorList), "crm");
      expect(await ask("add", { ...plain, name: "copy of crm", description })).toMatchObject({ ok: true });
    });
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("took our mark off monitor copy of crm") });
    expect(named((await bed.look()).monitors, "copy of crm").description).not.toContain("(mk360:");
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("nothing to change") });
  });

  test("keeps the history of a monitor whose service was renamed, and takes that of one which has gone", async () => {
    const live = (await bed.look()).monitors;
    const done = await bed.fill({
      content: (whole) => {
        const crm = whole.monitors.find(({ name }: Answer) => name === "redis-private/redis");
        Object.assign(crm, { name: "redis-new/redis", formerly: ["redis-private/redis"] });
        whole.monitors = whole.monitors.filter(({ name }: Answer) => name !== "mongodb/mongodb");
        for (const window of whole.maintenance)
          window.monitors = window.monitors.filter((name: string) => !["mongodb/mongodb", "redis-private/redis"].includes(name));
      },
    });
    expect(done).toMatchObject({ code: 0 });
    const after = (await bed.look()).monitors;
    expect(named(after, "redis-new/redis").id).toBe(named(live, "redis-private/redis").id);
    expect([named(after, "mongodb/mongodb"), named(after, "redis-private/redis")]).toEqual([undefined, undefined]);
    await bed.fill({
      content: (whole) =>
        Object.assign(
          whole.monitors.find(({ name }: Answer) => name === "redis-private/redis"),
          { formerly: ["redis-new/redis"] },
        ),
    });
    expect(named((await bed.look()).monitors, "redis-private/redis").id).toBe(named(live, "redis-private/redis").id);
  });

  test("is whole after the next run, wherever a run was killed", async () => {
    const want = (await content()) as Answer;
    want.windows.sort();
    await bed.asOwner(async (ask, { monitorList, maintenanceList }) => {
      for (const { id, description } of Object.values(monitorList) as Answer[])
        if (description.includes("(mk360: ")) await ask("deleteMonitor", id, false);
      for (const { id } of Object.values(maintenanceList) as Answer[]) await ask("deleteMaintenance", id);
    });
    for (const changes of [1, 3, 8, 20, 30]) {
      const run = bed.startFilling();
      let ended = false;
      void run.ended.then(() => (ended = true));
      while (!ended && run.said().split("\n").length <= changes) await new Promise((resolve) => setTimeout(resolve, 5));
      run.kill();
      await run.ended;
    }
    expect(await bed.fill()).toMatchObject({ code: 0 });
    const now = (await content()) as Answer;
    now.windows.sort();
    expect(now.monitors).toEqual(want.monitors);
    expect(now.windows).toEqual(want.windows);
  });

  test("makes one of two that were made at one time, and keeps the older", async () => {
    const crm = await bed.asOwner(async (ask, { monitorList }) => {
      const one = named(Object.values(monitorList), "crm");
      expect(await ask("add", { ...plain, name: "crm", description: one.description })).toMatchObject({ ok: true });
      return one;
    });
    expect(await bed.fill()).toMatchObject({ code: 0, said: expect.stringContaining("deleted monitor crm, a second time") });
    expect((await bed.look()).monitors.filter(({ name }) => name === "crm").map(({ id }) => id)).toEqual([crm.id]);
  });
});

describe("what cannot be filled", () => {
  const failing = async (changes: Parameters<KumaBed["fill"]>[0]) => {
    const words = bed.lastWords;
    const { code, said } = await bed.fill({ ...changes, env: { LAST_WORDS: words, ...changes?.env } });
    expect(readFileSync(words, "utf8")).toBe(lastLine(said)?.replace("uptime-kuma: ", ""));
    return [code, lastLine(said)];
  };

  test("says what to do where the owner has changed the password, and does not change it back", async () => {
    const before = await state();
    expect(
      await failing({ secret: (name, key) => (key === "password" && name === "uptime-kuma-login" ? "another" : bed.secret(name, key)) }),
    ).toEqual([
      1,
      expect.stringMatching(
        /does not take the password of owner .*; its administrator must have that name, and the password that `mk360 secrets export uptime-kuma-login password` prints: change it back there$/,
      ),
    ]);
    expect(await state()).toEqual(before);
  });

  test("says which secret is missing", async () => {
    expect(await failing({ env: { KUMA_PASSWORD_FILE: "/nowhere" } })).toEqual([
      1,
      expect.stringMatching(/no secret in \/nowhere; mk360 secrets init --apply makes/),
    ]);
  });

  test("says that Uptime Kuma is away, after it has waited", async () => {
    expect(await failing({ env: { KUMA_URL: "http://127.0.0.1:9", PATIENCE_SECONDS: "1" } })).toEqual([
      1,
      expect.stringMatching(/^uptime-kuma: Uptime Kuma at http:\/\/127\.0\.0\.1:9 did not answer .*; mk360 status says what it lacks/),
    ]);
  });

  test("waits while it starts", async () => {
    await bed.stop();
    const run = bed.startFilling();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await bed.start();
    expect(await run.ended).toMatchObject({ code: 0 });
  });

  // The last one: only the device that enrolled could log in afterwards.
  test("leaves a second factor that the owner has enrolled, and says what it means", async () => {
    const password = bed.secret("uptime-kuma-login", "password");
    await bed.asOwner(async (ask) => {
      expect(await ask("prepare2FA", password)).toMatchObject({ ok: true });
      expect(await ask("save2FA", password)).toMatchObject({ ok: true });
    });
    expect(await failing({})).toEqual([1, expect.stringMatching(/owner has a second factor, .*; take it off under Settings > Security/)]);
    const login = await bed.connected((ask) => ask("login", { username: "owner", password, token: "" }));
    expect(login).toEqual({ tokenRequired: true });
  });
});
