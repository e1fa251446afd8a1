import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { StrangeServer } from "./cluster/strange-server";
import { Operator } from "./operator";

let operator: Operator;
beforeAll(() => {
  operator = new Operator();
});
afterAll(() => operator.remove());

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends the command with %i and one line", async (signal, code) => {
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const server = await StrangeServer.open(asked);
  const child = spawn(process.execPath, [join(__dirname, "../../cli/bin.mjs"), "status", "--kubeconfig", server.kubeconfig], {
    cwd: operator.folder,
    env: operator.environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await isAsked;
  child.kill(signal);
  expect({ code: await ended, said }).toEqual({
    code,
    said: "mk360 was interrupted. Nothing was changed; the same command goes on where it stopped.\n",
  });
  server.close();
});

test("help says what each exit code means", () => {
  expect(operator.succeeds("--help")).toMatch(/Exit codes: 0 .*, 1 .*, 2 .*, 130 interrupted\.\n/);
});
