import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { Cluster } from "../../../cli/cluster/cluster";
import { StrangeServer } from "./strange-server";

let server: StrangeServer;
afterEach(() => server.close());

/** What the command says of a server that answers every question like this. */
async function said(answer: (response: ServerResponse) => void, act: (cluster: Cluster) => Promise<unknown>): Promise<string> {
  server = await StrangeServer.open((_request, response) => answer(response));
  const cluster = await Cluster.open({ kubeconfig: server.kubeconfig, timeout: 1 });
  return act(cluster).then(
    () => "nothing was refused",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const body =
  (text: string, status = 200, type = "application/json") =>
  (response: ServerResponse) =>
    response.writeHead(status, { "content-type": type }).end(text);

const acts: readonly [string, (cluster: Cluster) => Promise<unknown>][] = [
  ["get", (cluster) => cluster.get("/version")],
  ["list", (cluster) => cluster.list("/api/v1/nodes")],
  ["list metadata", (cluster) => cluster.listMetadata("/api/v1/secrets")],
  ["apply", (cluster) => cluster.apply("/api/v1/namespaces/x/secrets/y", "mk360", {})],
  ["ask for an objection", (cluster) => cluster.objection("/api/v1/namespaces/x/secrets/y", "mk360", {})],
];

describe("what answers and is no API server is refused with its address", () => {
  describe.each(acts)("%s", (_name, act) => {
    test.each([
      ["a login page", body("<!DOCTYPE html><title>Log in</title>", 200, "text/html"), "a web page (HTTP 200)"],
      ["an error page", body("\n<html>Bad gateway</html>", 404, "text/plain"), "a web page (HTTP 404)"],
      ["a redirection", body("", 302), "sends elsewhere (HTTP 302)"],
      ["null", body("null"), "without a JSON object"],
      ["a list without the object around it", body("[]"), "without a JSON object"],
      ["nothing", body(""), "without a JSON object"],
    ])("%s", async (_what, answer, says) => {
      const message = await said(answer, act);
      expect(message).toMatch(/^Refusal: cluster: http:\/\/127\.0\.0\.1:\d+ \(context strange\) is "a server that [^\n]+\. Fix: [^\n]+\.$/);
      expect(message).toContain(says);
      expect(message).toContain("Allowed: a Kubernetes API server");
    });
  });

  test.each([
    ["an object that is no list", "{}"],
    ["a list of something else", '{"items":[null]}'],
    ["items that are none", '{"items":"many"}'],
  ])("%s", async (_what, text) => {
    expect(await said(body(text), (cluster) => cluster.list("/api/v1/nodes"))).toContain("JSON that is no list of objects");
  });

  test("JSON that breaks off", async () => {
    expect(await said(body('{"items":['), (cluster) => cluster.get("/version"))).toContain("answers with broken JSON");
  });
});

test("a list that is empty may have null in place of its items", async () => {
  expect(await said(body('{"items":null}'), (cluster) => cluster.list("/api/v1/nodes"))).toBe("nothing was refused");
});

test("an error whose body is null is a refusal like any other", async () => {
  expect(await said(body("null", 500), (cluster) => cluster.get("/version"))).toContain("Refusal: cluster: /version is");
});

test("an answer that trickles in for ever is given up after the time that was asked for", async () => {
  const begin = Date.now();
  const drops: NodeJS.Timeout[] = [];
  const message = await said(
    (response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"items":[');
      drops.push(setInterval(() => response.write(" "), 50));
    },
    (cluster) => cluster.list("/api/v1/nodes"),
  );
  for (const drop of drops) clearInterval(drop);
  expect(message).toMatch(/is "no answer within 1 s"\. .*check the VPN/);
  expect(Date.now() - begin).toBeLessThan(3000);
});

test("an address where nobody listens is told at once; a server that has answered before is waited for, because it starts anew", async () => {
  server = await StrangeServer.open((_request, response) => body("{}")(response));
  const cluster = await Cluster.open({ kubeconfig: server.kubeconfig });
  await cluster.get("/version");
  await server.pause();
  await expect(Cluster.open({ kubeconfig: server.kubeconfig }).then((other) => other.get("/version"))).rejects.toThrow(
    /ECONNREFUSED.*check the VPN/,
  );
  const again = cluster.get("/version");
  await server.resume();
  expect(await again).toEqual({});
});
