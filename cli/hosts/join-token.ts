import type { Machine } from "../../charts/model/machine/machine";
import type { Stack } from "../../charts/model/stack";
import { Remote } from "./remote";
import { serverOf } from "./server";

/** Where k3s of every machine reads the token by which machines join; its own settings name it. */
const token = "/etc/rancher/k3s/agent-token";

/**
 * Brings the token of the server to a machine that has none yet. It is made on the server, passes through this computer's
 * memory, and no file of it holds it. Where the server has none yet, nothing is brought: its own set-up makes one.
 * @throws Refusal when the server cannot be asked.
 */
export async function bringToken(
  stack: Stack,
  { machine, remote, user }: { machine: Machine; remote: Remote; user: string },
): Promise<void> {
  if (machine.role === "server" || (await remote.has(token))) return;
  const server = await Remote.find(serverOf(stack), user);
  if (await server.has(token)) await remote.write(token, await server.read(token));
}
