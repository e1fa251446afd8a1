import { describe, expect, test } from "@jest/globals";
import { notBackedUp } from "../../charts/model/backup";
import { Program } from "../../charts/model/program/program";
import { upTo } from "../../charts/model/program/scratch";
import { catalogueStorages } from "../../charts/model/storage/storage";
import { home, hot } from "../../charts/model/storage/volume";
import { gibi, mebi } from "../../charts/values/size";
import { catalogueOf, exampleJob, exampleService, plain } from "../support/example";
import { mistakeOf } from "../support/refusals";
import { stackOf } from "../support/stack";

const none = notBackedUp("an example");
const port = (from: "internet" | "vpn" | "machines", number = 443) => [{ port: "http", number, from, why: "an example" } as const];

describe("mistakes that only the cluster would show", () => {
  test.each([
    ["hot() on the NAS", "nas", hot(gibi(1), "/data", "x", none), "volume data is hot(), which lies on vps, but it runs on nas"],
    ["home() on the server", "vps", home(gibi(1), "/data", "x", none), "volume data is home(), which lies on nas, but it runs on vps"],
  ] as const)("%s", (_, machine, data, says) => {
    expect(mistakeOf(() => exampleService("keeper", { machine, keeps: { data } }))).toContain(says);
  });

  test("two volumes at one path", () => {
    const keeps = { a: hot(gibi(1), "/data", "x", none), b: hot(gibi(1), "/data/", "x", none) };
    expect(mistakeOf(() => exampleService("keeper", { keeps }))).toBe(
      "keeper: two volumes or scratch directories lie at /data; give each a path of its own",
    );
  });

  test("a volume where a program writes its scratch, of a service and of a job", () => {
    const scratch = { "/data": upTo(mebi(1)) };
    expect(mistakeOf(() => exampleService("keeper", { writes: scratch, keeps: { a: hot(gibi(1), "/data", "x", none) } }))).toContain(
      "/data",
    );
    const borrows = [{ service: "keeper", volume: "a", path: "/data" }];
    expect(mistakeOf(() => exampleJob("chore", { writes: scratch, borrows }))).toContain("chore: two volumes");
    const before = [new Program("first", { image: plain.image, memory: plain.memory, writes: scratch })];
    expect(mistakeOf(() => exampleJob("chore", { before, borrows }))).toContain("chore: two volumes");
  });

  test("two owners of one port of a machine", () => {
    const both = ["one", "two"].map((name) => exampleService(`shop-${name}`, { hostPorts: port("internet") }));
    expect(mistakeOf(() => stackOf({}, catalogueOf(both)))).toBe(
      "shop-two and shop-one both take port 443/tcp of vps; give it to one of them",
    );
    const inTunnel = [exampleService("shop", { hostPorts: port("vpn") }), exampleService("stock", { hostPorts: port("machines") })];
    expect(mistakeOf(() => stackOf({}, catalogueOf(inTunnel)))).toContain("both take port 443/tcp of vps");
    const network = exampleService("all", { host: { reason: "an example", network: true } });
    expect(mistakeOf(() => stackOf({}, catalogueOf([network, exampleService("shop", { hostPorts: port("vpn", 8080) })])))).toContain(
      "8080/tcp",
    );
  });

  test("one port on two addresses, or on two machines, has an owner each", () => {
    const open = exampleService("open", { hostPorts: port("internet") });
    const closed = exampleService("closed", { hostPorts: port("vpn") });
    const away = exampleService("away", { machine: "nas", hostPorts: port("internet") });
    expect(stackOf({}, catalogueOf([open, closed, away])).services).toHaveLength(3);
  });

  test("no kind of storage is unknown to a machine", () => {
    expect(catalogueStorages.map(({ name }) => name)).toEqual(["hot", "home", "bulk"]);
  });
});
