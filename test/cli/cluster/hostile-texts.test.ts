import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Workspace } from "../../main/workspace";
import { StrangeServer } from "./strange-server";

const program = join(__dirname, "../../../cli/bin.mjs");
/** Clears the screen, and then looks like a line of ours. */
const nasty = "\u001b[2J\u009b1A\u202e\nAll is well.";

let workspace: Workspace;
let server: StrangeServer;
beforeAll(async () => {
  workspace = new Workspace();
  server = await StrangeServer.open((_request, response) => {
    const object = {
      metadata: { name: nasty, namespace: nasty, uid: nasty, creationTimestamp: "2026-01-01T00:00:00Z", labels: { [nasty]: nasty } },
      provisioner: nasty,
      spec: { type: nasty, renewTime: nasty, podSelector: {}, template: { spec: { containers: [] } }, jobTemplate: { spec: {} } },
      status: {
        conditions: [{ type: "Ready", status: "False", reason: nasty, message: nasty }],
        addresses: [{ type: "InternalIP", address: nasty }],
        nodeInfo: { kubeletVersion: nasty },
        phase: nasty,
      },
    };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ gitVersion: `v1.36.3${nasty}`, metadata: {}, items: [object] }));
  });
});
afterAll(() => {
  server.close();
  workspace.remove();
});

test.each([["status"], ["doctor"], ["status", "--json"], ["doctor", "--json"]])(
  "mk360 %s %s prints nothing that a terminal obeys, whatever the cluster says",
  async (...args) => {
    const printed = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        [program, ...args, "--kubeconfig", server.kubeconfig],
        { cwd: workspace.folder },
        (_error, stdout, stderr) => resolve(stdout + stderr),
      );
    });
    expect(printed).toContain("[2J");
    expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(printed.split("\n")).not.toContain("All is well.");
  },
);
