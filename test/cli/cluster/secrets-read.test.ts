import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Workspace } from "../../main/workspace";
import { StrangeServer } from "./strange-server";

const program = join(__dirname, "../../../cli/bin.mjs");

let workspace: Workspace;
let server: StrangeServer;
let asked: { readonly url: URL; readonly accept: string }[] = [];
beforeAll(async () => {
  workspace = new Workspace();
  server = await StrangeServer.open(({ url = "", headers }, response) => {
    asked.push({ url: new URL(url, "http://any"), accept: `${headers.accept}` });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ gitVersion: "v1.36.3", metadata: {}, items: [] }));
  });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.close();
  workspace.remove();
});

test.each(["status", "doctor"])("%s reads of the Secrets their names, and the values of certificates alone", async (command) => {
  await new Promise((resolve) => {
    execFile(process.execPath, [program, command, "--kubeconfig", server.kubeconfig], { cwd: workspace.folder }, resolve);
  });
  const ofSecrets = asked.filter(({ url }) => /\/secrets(\/|$)/.test(url.pathname));
  const values = ofSecrets.filter(({ accept }) => !/;as=PartialObjectMetadata/.test(accept));
  expect(ofSecrets.length).toBeGreaterThan(values.length);
  expect(values.map(({ url }) => url.searchParams.get("labelSelector")?.split(","))).toEqual([
    expect.arrayContaining(["mk360.de/certificate=true"]),
  ]);
});
