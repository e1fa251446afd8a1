import { describe, expect, test } from "@jest/globals";
import { type MonitorsDocument, monitorsDocument, monitorsJson } from "../../charts/facts/monitors";
import { stack, stackWith } from "../pages/pages";

const { monitors, statusPage } = monitorsDocument(stack);
const minute = 60;

describe("monitors.json", () => {
  test("asks each site of the owner's list every minute", () => {
    const watched = stack.routes.filter(({ site }) => site.monitored).map(({ host, site }) => `https://${host}${site.probe}`);
    expect(monitors.flatMap((one) => (one.type === "http" && one.interval === minute ? [one.url] : []))).toEqual(
      watched.flatMap((url) => (url === "https://sign.mk360.de/" ? [url, "https://sign.mk360.de/api/app/health"] : [url])),
    );
  });

  test("asks what lies behind a prefix at the path that needs its settings: sign's own path ends at the pages", () => {
    expect(monitors.find(({ name }) => name === "sign/api")).toMatchObject({
      type: "http",
      url: "https://sign.mk360.de/api/app/health",
      accepted_statuscodes: ["200-299"],
    });
  });

  // services-real.md and n8n-real.md: these answer 200 whatever is broken.
  test.each(["/api/version", "/healthz"])("asks nothing that says it is well whatever is broken: %s", (path) => {
    expect(monitors.flatMap((one) => (one.type === "http" && new URL(one.url).pathname === path ? [one.name] : []))).toEqual(
      // Our own, which is well only while it keeps looking.
      path === "/healthz" ? ["server-watch/health"] : [],
    );
  });

  test("asks paperless-gpt for what it fetches from Paperless, from inside", () => {
    expect(monitors.find(({ name }) => name === "paperless-gpt/http")).toMatchObject({
      type: "http",
      url: "http://paperless-gpt.public.svc.cluster.local:8080/api/tags",
    });
  });

  test("asks the databases, the way through the tunnel and the NAS every five minutes", () => {
    const asked = monitors.flatMap((one) => (one.type === "port" ? [[one.hostname, one.port, one.interval]] : []));
    const planned = [
      ["postgres.storage.svc.cluster.local", 5432, 5 * minute],
      ["redis-business.storage.svc.cluster.local", 6379, 5 * minute],
      ["redis-private.storage.svc.cluster.local", 6379, 5 * minute],
      ["mongodb.storage.svc.cluster.local", 27017, 5 * minute],
      ["rest-server.ops.svc.cluster.local", 8000, 5 * minute],
      // Not frps itself, which runs without a tunnel too: the port that is open only while frpc holds it.
      ["frps.edge.svc.cluster.local", 1445, 5 * minute],
    ];
    expect(asked).toEqual(expect.arrayContaining(planned));
    expect(asked.filter(([hostname, , interval]) => !`${hostname}`.endsWith(".svc.cluster.local") || interval !== 5 * minute)).toEqual([]);
  });

  test("watches the certificate of every public site", () => {
    const watched = monitors.flatMap((one) => (one.type === "http" && one.expiryNotification ? [new URL(one.url).hostname] : []));
    expect(watched.sort()).toEqual(
      stack.routes
        .filter(({ reach }) => reach === "internet")
        .map(({ host }) => host)
        .sort(),
    );
  });

  test("hears of each timed job, and alarms when its last good end is older than the job allows", () => {
    const allowed = monitors.flatMap((one) =>
      one.type === "push" ? [[one.name, one.interval + one.maxretries * one.retryInterval] as const] : [],
    );
    const timed = stack.jobs.filter(({ schedule }) => schedule);
    expect(allowed).toEqual(timed.map(({ name, watched }) => [`job/${name}`, watched?.within("Europe/Berlin").seconds]));
    expect(new Map(allowed).get("job/n8n-backup")).toBe(30 * 60 * minute);
    expect(new Map(allowed).get("job/copy-monthly-business")).toBe(32 * 24 * 60 * minute);
  });

  test("counts no interval of more than two days, because Uptime Kuma begins it anew at each start", () => {
    const pushed = monitors.filter(({ type }) => type === "push");
    expect(pushed.filter(({ interval, retryInterval }) => Math.max(interval, retryInterval) > 2 * 24 * 60 * minute)).toEqual([]);
    // A good end just after a retry would be missed otherwise.
    expect(pushed.filter(({ interval, retryInterval }) => retryInterval > interval)).toEqual([]);
  });

  test("holds no token, but says where each lies: a secret of the job's own, in no namespace but its own and Uptime Kuma's", () => {
    const places = monitors.flatMap((one) => (one.type === "push" ? [[one.name, one.pushTokenFrom] as const] : []));
    for (const [name, { credential, key }] of places) {
      const [found, namespaces] = [...stack.credentials].find(([each]) => each.name === credential) ?? [];
      expect([found?.keys[key]?.kind, [...(namespaces ?? [])].sort()]).toEqual([
        "random",
        [...new Set(["ops", stack.jobs.find((job) => `job/${job.name}` === name)?.namespace.name])].sort(),
      ]);
    }
    expect(new Set(places.map(([, { credential }]) => credential)).size).toBe(places.length);
    expect(monitorsJson(stack)).not.toContain('"pushToken"');
  });

  test("hears of no job where Uptime Kuma is off", () => {
    expect(monitorsDocument(stackWith({ off: ["uptime-kuma"] })).monitors.filter(({ type }) => type === "push")).toEqual([]);
  });

  test("gives each monitor a name of its own", () => {
    expect(new Set(monitors.map(({ name }) => name)).size).toBe(monitors.length);
  });

  test("keeps the names when a host name changes", () => {
    const renamed = monitorsDocument(stackWith({ hosts: { workflows: "flows" } }));
    expect(renamed.monitors.map(({ name }) => name)).toEqual(monitors.map(({ name }) => name));
  });

  test("shows strangers only monitors that exist, and no database", () => {
    const shown = statusPage.groups.flatMap((group) => group.monitors);
    expect(shown.map((name) => monitors.find((one) => one.name === name)?.type)).toEqual(shown.map(() => "http"));
  });

  test("reads back as it was written", () => {
    expect(JSON.parse(monitorsJson(stack)) as MonitorsDocument).toEqual(monitorsDocument(stack));
  });
});
