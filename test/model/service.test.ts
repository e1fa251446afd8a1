import { describe, expect, test } from "@jest/globals";
import { Credential, random } from "../../charts/model/access/credential";
import { homeSite, publicSite } from "../../charts/model/network/site";
import { accepts, answers, health, runs } from "../../charts/model/program/health";
import { image } from "../../charts/model/program/image";
import { Program } from "../../charts/model/program/program";
import { memory } from "../../charts/model/program/resources";
import { root, user } from "../../charts/model/program/user";
import { service } from "../../charts/model/service";
import { hot } from "../../charts/model/storage/volume";
import { tcp } from "../../charts/values/port";
import { gibi, mebi } from "../../charts/values/size";
import { catalogueOf, exampleJob, exampleService, plain } from "../support/example";
import { mistakeOf } from "../support/refusals";
import { stackOf } from "../support/stack";

describe("mistakes of a service file", () => {
  test("a site that leads to an unknown port", () => {
    const sites = [publicSite("crm", { port: "web", purpose: "an example", probe: "/" })];
    expect(mistakeOf(() => exampleService("example", { sites }))).toBe('example: site crm leads to port "web", but it has http');
  });

  test.each([
    ["", "an empty probe"],
    ["login", "a probe that is no path"],
  ])("a site with the probe %j: %s", (probe) => {
    const sites = [publicSite("crm", { port: "http", purpose: "an example", probe })];
    expect(mistakeOf(() => exampleService("example", { sites }))).toBe(
      "example: site crm has no probe; name the path that answers when it is well",
    );
  });

  test("a site whose probe was left out in plain JavaScript", () => {
    const sites = [publicSite("crm", { port: "http", purpose: "an example" } as never)];
    expect(mistakeOf(() => exampleService("example", { sites }))).toContain("has no probe");
  });

  test.each([
    ["ready", health({ ready: accepts("web") })],
    ["alive", health({ ready: accepts("http"), alive: answers("web", "/") })],
  ])("a health whose `%s` asks an unknown port", (_, wrong) => {
    expect(mistakeOf(() => exampleService("example", { health: wrong }))).toBe('example: its health asks port "web", but it has http');
  });

  test("a health that runs a command needs no port", () => {
    expect(exampleService("example", { health: health({ ready: runs("true") }) }).main.health?.ready.kind).toBe("run");
  });

  test("no health at all", () => {
    const { health: _, ...without } = plain;
    expect(mistakeOf(() => service("example", without))).toBe("example: program example has no health; say how to see that it works");
  });

  test("a program beside the main one without health", () => {
    const beside = [new Program("helper", { image: plain.image, memory: plain.memory })];
    expect(mistakeOf(() => exampleService("example", { beside }))).toContain("program helper has no health");
  });

  test("a program that runs to its end needs no health", () => {
    const before = [new Program("prepare", { image: plain.image, memory: plain.memory })];
    expect(exampleService("example", { before }).before).toHaveLength(1);
  });

  test("two programs of one name, of which a pod could hold one alone", () => {
    const before = [new Program("example", { image: plain.image, memory: plain.memory })];
    expect(mistakeOf(() => exampleService("example", { before }))).toBe(
      'example: two of its programs are named "example"; give each a name of its own',
    );
  });

  test("a host port that leads to an unknown port", () => {
    const hostPorts = [{ port: "dns", number: 53, from: "lan", why: "an example" } as const];
    expect(mistakeOf(() => exampleService("example", { hostPorts }))).toBe('example: a host port leads to port "dns", but it has http');
  });

  test.each(["ab", "Example", "1example", "example-", "exam_ple", "example.com", `a${"b".repeat(50)}`, "", "example\n"])(
    "the name %j, for a service and for a job",
    (name) => {
      expect(mistakeOf(() => exampleService(name))).toContain("is no name");
      expect(mistakeOf(() => exampleJob(name))).toContain("is no name");
    },
  );

  test.each(["abc", "paperless-business-backup", `a${"b".repeat(49)}`])("the name %j is accepted", (name) => {
    expect(exampleService(name).name).toBe(name);
  });

  test.each([undefined, null])("a volume whose backup decision is %j", (backup) => {
    expect(mistakeOf(() => hot(gibi(1), "/data", "customers' files", backup as never))).toBe(
      `the volume at /data (customers' files) has no backup decision; write daily() or notBackedUp("because ...")`,
    );
  });

  test("root without a reason", () => {
    expect(mistakeOf(() => user(0))).toBe("user(0) is root; write root(reason)");
    expect(root("it must").reason).toBe("it must");
  });

  test("more memory at rest than the limit", () => {
    expect(() => memory(mebi(200), mebi(100), "an example")).toThrow("memory at rest (200Mi) is more than its limit (100Mi)");
  });

  test.each(["latest", "sha256:", `sha256:${"0".repeat(63)}`, `sha256:${"G".repeat(64)}`])("the digest %j", (digest) => {
    expect(mistakeOf(() => image("docker.io/library/example", "1.0", digest))).toContain("is no digest");
  });

  test("a key that the credential does not have", () => {
    const credential = new Credential("login", "opens a door", { password: random() });
    expect(mistakeOf(() => credential.file("pasword"))).toBe('credential login has no key "pasword"; it has password');
  });
});

describe("a site for the home network", () => {
  const site = homeSite("shop", { port: "http", purpose: "an example", probe: "/" });

  test.each([undefined, 15, 256, 16.5])("needs a place among the Services that nobody else gets: %s is none", (fixedPlace) => {
    const changes = fixedPlace === undefined ? {} : { fixedPlace };
    expect(mistakeOf(() => exampleService("shop", { sites: [site], ...changes }))).toContain(
      "give the service a fixedPlace from 16 to 255",
    );
  });

  test("leads to that place, because the home network's proxy must not ask the server for names", () => {
    const proxy = (name: string, machine = "vps") => exampleService(name, { machine, ports: { https: tcp(8443), http: tcp(8080) } });
    const shop = exampleService("shop", { sites: [site], fixedPlace: 40 });
    const stack = stackOf({}, catalogueOf([proxy("caddy-private"), proxy("caddy-home", "nas"), shop]));
    expect(stack.routes.map(({ reach, backend }) => [reach, backend])).toEqual([
      ["vpn", "shop.public.svc.cluster.local:8080"],
      ["lan", "10.43.0.40:8080"],
    ]);
  });

  test("has its place alone", () => {
    const two = ["one", "two"].map((name) => exampleService(`shop-${name}`, { fixedPlace: 40 }));
    expect(mistakeOf(() => stackOf({}, catalogueOf(two)))).toBe(
      "shop-two and shop-one both have the fixedPlace 40; give each one of its own",
    );
  });
});

describe("a second instance of a service", () => {
  test("keeps all but its name and what is changed", () => {
    const first = exampleService("first", { importance: "foundation" });
    const second = first.with("second", { network: "private" });
    expect([second.name, second.network, second.importance]).toEqual(["second", "private", "foundation"]);
  });
});
