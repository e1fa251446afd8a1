import { describe, expect, test } from "@jest/globals";
import { Credential, random } from "../../charts/model/access/credential";
import { publicSite, vpnSite } from "../../charts/model/network/site";
import { calls, callsSite, whereRunning } from "../../charts/model/use";
import { catalogueOf, exampleEndpoint, exampleJob, exampleService, proxies } from "../support/example";
import { mistakeOf, refusalOf } from "../support/refusals";
import { shippedConfig, stackOf } from "../support/stack";

const site = (name: string) => publicSite(name, { port: "http", purpose: "an example", probe: "/" });
const names = (stack: ReturnType<typeof stackOf>) => stack.services.map(({ name }) => name);

describe("what runs", () => {
  const early = exampleService("early", { phase: 1 });
  const middle = exampleService("middle", { phase: 2 });
  const late = exampleService("late", { phase: 3 });

  test.each([
    [1, ["early"]],
    [2, ["early", "middle"]],
    [3, ["early", "middle", "late"]],
  ] as const)("phase %i runs what has come by then", (phase, expected) => {
    expect(names(stackOf({ phase }, catalogueOf([early, middle, late])))).toEqual(expected);
  });

  test("a service that is off does not run, and neither do its jobs", () => {
    const owner = exampleService("owner", { jobs: [exampleJob("chore")] });
    const stack = stackOf({ off: ["owner"] }, catalogueOf([early, owner]));
    expect(stack.workloads.map(({ name }) => name)).toEqual(["early"]);
  });

  test("the order is the catalogue's, services before jobs", () => {
    const first = exampleService("first", { jobs: [exampleJob("chore")] });
    const stack = stackOf({}, catalogueOf([first, early], [exampleJob("night")]));
    expect(stack.workloads.map(({ name }) => name)).toEqual(["first", "early", "chore", "night"]);
  });
});

describe("a service that follows a setting", () => {
  const models = exampleService("models", { when: ({ openai }) => openai.enabled });
  const without = { openai: { ...shippedConfig.openai, enabled: false } };

  test("runs while the setting wants it", () => {
    expect(names(stackOf({}, catalogueOf([models])))).toEqual(["models"]);
    expect(names(stackOf(without, catalogueOf([models])))).toEqual([]);
  });

  test("still waits for its phase, and can still be switched off", () => {
    expect(names(stackOf({ phase: 1 }, catalogueOf([models.with("models", { phase: 2 })])))).toEqual([]);
    expect(names(stackOf({ off: ["models"] }, catalogueOf([models])))).toEqual([]);
  });

  test("is no one's firm ground: whoever uses it says that it may be missing", () => {
    const client = exampleService("client", { uses: [calls(exampleEndpoint("models"), "needs it")] });
    expect(mistakeOf(() => stackOf({}, catalogueOf([models, client])))).toContain("which a setting may leave out; use whereRunning(...)");
    const easy = exampleService("easy", { uses: [whereRunning(calls(exampleEndpoint("models"), "likes it"))] });
    expect(names(stackOf(without, catalogueOf([models, easy])))).toEqual(["easy"]);
  });

  test("is paperless-gpt, which reads documents by OpenAI", () => {
    expect(stackOf({ phase: 3, ...without }).has("paperless-gpt")).toBe(false);
    expect(stackOf({ phase: 3 }).has("paperless-gpt")).toBe(true);
  });
});

test("a service behind a detour is needed by the site that leads to it", () => {
  const detours = [{ prefix: "/api", service: "backend", port: "http", probe: "/well" }];
  const front = exampleService("front", { sites: [publicSite("shop", { port: "http", purpose: "an example", probe: "/", detours })] });
  const catalogue = catalogueOf([...proxies, exampleService("backend"), front]);
  expect(refusalOf(() => stackOf({ off: ["backend"] }, catalogue))).toContain("needed by front");
});

describe("a service that is switched off although another needs it", () => {
  const provider = exampleService("provider");
  const client = exampleService("client", { uses: [calls(exampleEndpoint("provider"), "needs it")] });

  test("is refused with the field, the value, who needs it and the fix", () => {
    expect(refusalOf(() => stackOf({ off: ["provider"] }, catalogueOf([provider, client])))).toBe(
      'config.yaml: off[0] is "provider". Allowed: a service that nothing needs; this one is needed by client. ' +
        "Fix: take provider out of the list, or switch off what needs it too.",
    );
  });

  test("is refused when only a job of the other needs it", () => {
    const owner = exampleService("owner", { jobs: [exampleJob("chore", { uses: [calls(exampleEndpoint("provider"), "needs it")] })] });
    expect(refusalOf(() => stackOf({ off: ["provider"] }, catalogueOf([provider, owner])))).toContain("needed by chore");
  });

  test("is accepted when the other is off too", () => {
    expect(names(stackOf({ off: ["provider", "client"] }, catalogueOf([provider, client])))).toEqual([]);
  });

  test("is accepted when the other can do without", () => {
    const easy = exampleService("easy", { uses: [whereRunning(calls(exampleEndpoint("provider"), "likes it"))] });
    const stack = stackOf({ off: ["provider"] }, catalogueOf([provider, easy]));
    expect(stack.usesOf(stack.service("easy"))).toEqual([]);
  });

  test("of the real catalogue, PostgreSQL cannot go while Paperless and n8n run", () => {
    const message = refusalOf(() => stackOf({ off: ["postgres"] }));
    expect(message).toMatch(/needed by (.*, )?paperless-business/);
    expect(message).toMatch(/needed by (.*, )?n8n/);
  });
});

describe("unknown names in the configuration", () => {
  test.each([
    ["a service", { off: ["paperless-busines"] }, 'off[0] is "paperless-busines"', "did you mean paperless-business?"],
    ["a site", { hosts: { workflow: "flows" } }, 'hosts.workflow is "workflow"', "did you mean workflows?"],
    [
      "an image",
      { images: { registry: "x.example/y", overrides: { postgre: "x" } } },
      "images.overrides.postgre",
      "did you mean postgres?",
    ],
  ])("%s is refused with the nearest known one", (_, overrides, where, fix) => {
    const message = refusalOf(() => stackOf(overrides));
    expect(message).toContain(where);
    expect(message).toContain(fix);
  });

  test("a volume is refused with the nearest known one", () => {
    const stack = stackOf();
    const volumes = { "postgres/date": stack.sizeOf(stack.service("postgres"), "data") };
    expect(refusalOf(() => stackOf({ volumes }))).toContain("did you mean postgres/data?");
  });

  test.each([
    ["paperles-business", "did you mean paperless-business?"],
    ["caddy-public", "a backed-up service of the catalogue: adguard, dovecot, invoices, monica, n8n,"],
  ])("a clean-up of %s is refused, because no backup could follow it", (name, why) => {
    const backup = { ...stackOf().config.backup, cleanedUp: { [name]: "2026-11-02" } };
    const message = refusalOf(() => stackOf({ backup }));
    expect(message).toContain(`backup.cleanedUp.${name} is "${name}"`);
    expect(message).toContain(why);
  });

  test("a name that resembles nothing gets no guess, but the list of what is known", () => {
    const message = refusalOf(() => stackOf({ off: ["zzzzzzzzzz"] }));
    expect(message).not.toContain("did you mean");
    expect(message).toContain("adguard, caddy, caddy-home");
  });

  test("names of later phases are known, because the phase may change", () => {
    expect(names(stackOf({ phase: 1, off: ["adguard"] }))).not.toContain("adguard");
  });
});

describe("two of the same", () => {
  test("a host name used twice is refused and says who has it", () => {
    const a = exampleService("one", { sites: [site("crm")] });
    const b = exampleService("two", { sites: [site("docs")] });
    const message = refusalOf(() => stackOf({ hosts: { docs: "crm" } }, catalogueOf([...proxies, a, b])));
    expect(message).toBe(
      'config.yaml: hosts.docs is "crm.mk360.de". Allowed: a host name of its own; one has this one. Fix: give two another name under hosts.',
    );
  });

  test("a host name on both reaches is refused too", () => {
    const a = exampleService("one", { sites: [site("crm")] });
    const b = exampleService("two", { sites: [vpnSite("crm", { port: "http", purpose: "an example", probe: "/" })] });
    expect(refusalOf(() => stackOf({}, catalogueOf([...proxies, a, b])))).toContain("a host name of its own");
  });

  test("two services with one name are a mistake", () => {
    expect(mistakeOf(() => stackOf({}, catalogueOf([exampleService("twin"), exampleService("twin")])))).toBe(
      'two workloads are named "twin"; give each a name of its own',
    );
  });

  test("a service and a job with one name are a mistake", () => {
    expect(mistakeOf(() => stackOf({}, catalogueOf([exampleService("twin")], [exampleJob("twin")])))).toContain('"twin"');
  });

  test("two credentials with one name are a mistake", () => {
    const one = new Credential("shared", "one thing", { key: random() });
    const two = new Credential("shared", "another thing", { key: random() });
    const services = [exampleService("one", { secrets: [one.file("key")] }), exampleService("two", { secrets: [two.file("key")] })];
    expect(mistakeOf(() => stackOf({}, catalogueOf(services)).credentials)).toBe(
      'two credentials are named "shared"; give each a name of its own',
    );
  });

  test("one credential in two namespaces is one credential with two places", () => {
    const one = new Credential("shared", "one thing", { key: random() });
    const services = [
      exampleService("one", { secrets: [one.file("key")] }),
      exampleService("two", { network: "storage", secrets: [one.file("key")] }),
    ];
    expect(stackOf({}, catalogueOf(services)).credentials.get(one)).toEqual(["public", "storage"]);
  });
});

describe("dependencies that lead nowhere", () => {
  test("a service that is not in the catalogue is a mistake with the way to mend it", () => {
    const client = exampleService("client", { uses: [calls(exampleEndpoint("nobody"), "needs it")] });
    expect(mistakeOf(() => stackOf({}, catalogueOf([client])))).toBe(
      'client uses "nobody", which is not in the catalogue; add it there, or correct the name',
    );
  });

  test("a service of a later phase is a mistake that names both phases", () => {
    const late = exampleService("late", { phase: 3 });
    const client = exampleService("client", { phase: 1, uses: [calls(exampleEndpoint("late"), "needs it")] });
    expect(mistakeOf(() => stackOf({ phase: 1 }, catalogueOf([late, client])))).toBe(
      "client (phase 1) uses late (phase 3); use whereRunning(...), or move one of them",
    );
  });

  test("a service of a later phase is a mistake in the last phase too, not only in the owner's early one", () => {
    const late = exampleService("late", { phase: 3 });
    const client = exampleService("client", { phase: 1, uses: [calls(exampleEndpoint("late"), "needs it")] });
    expect(mistakeOf(() => stackOf({ phase: 3 }, catalogueOf([late, client])))).toContain("(phase 3)");
  });

  test("a service whose site has no reverse proxy in the catalogue is a mistake", () => {
    const lonely = exampleService("lonely", { sites: [site("crm")] });
    expect(mistakeOf(() => stackOf({}, catalogueOf([lonely])))).toContain("caddy-public does not run");
  });

  test("a site of a service that does not run falls away where it is optional", () => {
    const late = exampleService("late", { phase: 3, sites: [site("crm")] });
    const client = exampleService("client", { uses: [whereRunning(callsSite("crm", "calls it"))] });
    const stack = stackOf({ phase: 1 }, catalogueOf([client, late]));
    expect(stack.usesOf(stack.service("client"))).toEqual([]);
  });

  test("a site that the catalogue does not have is a mistake, also where it is optional", () => {
    const client = exampleService("client", { uses: [whereRunning(callsSite("crm", "calls it"))] });
    expect(mistakeOf(() => stackOf({}, catalogueOf([client])))).toContain('calls site "crm", which no service of the catalogue has');
  });
});

describe("what follows from the configuration", () => {
  test("a host name is the site's own name until the configuration gives another", () => {
    expect(stackOf().hostName("workflows")).toBe("workflows.mk360.de");
    expect(stackOf({ hosts: { workflows: "flows" }, domain: "example.org" }).hostName("workflows")).toBe("flows.example.org");
  });

  test("a site's name that every object has is still the site's own name", () => {
    expect(stackOf().hostName("constructor")).toBe("constructor.mk360.de");
  });

  test("a route leads to the service's cluster name and number of the port", () => {
    expect(stackOf().routes.find(({ site: { name } }) => name === "webhooks")?.backend).toBe("n8n.public.svc.cluster.local:5678");
  });

  test("an image override takes the place of the chosen image", () => {
    const n8n = `docker.n8n.io/n8nio/n8n:2.41.6@sha256:${"1".repeat(64)}`;
    const stack = stackOf({ images: { registry: "ghcr.io/mk360", overrides: { n8n } } });
    expect(stack.imageOf(stack.service("n8n").main.image)).toBe(n8n);
  });

  test("a size of the configuration takes the place of the catalogue's", () => {
    const stack = stackOf();
    const size = stack.sizeOf(stack.service("postgres"), "data").times(2);
    const larger = stackOf({ volumes: { "postgres/data": size } });
    expect(larger.sizeOf(larger.service("postgres"), "data").bytes).toBe(size.bytes);
  });

  test("every client of PostgreSQL that runs is granted its own database, once", () => {
    const granted = stackOf({ phase: 3 })
      .grants("postgres")
      .map(({ name }) => name);
    expect(granted).toEqual(
      expect.arrayContaining(["paperless_business", "n8n", "vaultwarden_business", "monica", "paperless_private", "roundcube"]),
    );
    expect(granted).toEqual(expect.arrayContaining(["netdata", "dsgvo_system"]));
    expect(new Set(granted).size).toBe(granted.length);
  });

  test("a client that is off is granted nothing", () => {
    expect(
      stackOf({ phase: 1, off: ["n8n"] })
        .grants("postgres")
        .map(({ name }) => name),
    ).toEqual(["paperless_business", "dsgvo_system"]);
  });
});
