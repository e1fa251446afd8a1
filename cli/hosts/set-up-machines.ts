import { configFile } from "../../charts/config/config-file";
import { Refusal } from "../../charts/config/refusal";
import type { Machine } from "../../charts/model/machine/machine";
import { editConfig } from "../edit-config";
import { openProject } from "../project";
import { resynth } from "../resynth";
import { terminal } from "../terminal";
import { bringVolumesKeys } from "./bring-volumes-keys";
import { bringToken } from "./join-token";
import { withMachineKey } from "./key-text";
import { Remote } from "./remote";
import type { SetUpOptions } from "./set-up-options";

/**
 * Makes the machines of these names what generated/hosts says. A key that a machine has made goes into config.yaml, and the
 * others learn it in a second round.
 * @throws Refusal when one of them cannot be reached, its script fails, or it would let nobody in any more.
 */
export async function setUpMachines(names: readonly string[], options: SetUpOptions): Promise<void> {
  if (await round(names, options)) await round(names, options);
}

/** Sets each machine up once. Returns whether a key was noted that the others do not know yet. */
async function round(names: readonly string[], { user, wayBack }: SetUpOptions): Promise<boolean> {
  const { stack } = await openProject();
  let noted = false;
  for (const machine of stack.machines.filter(({ name }) => names.includes(name))) {
    const remote = await Remote.find(machine, user);
    await remote.bring();
    await bringToken(stack, { machine, remote, user });
    await bringVolumesKeys(stack, { machine, remote });
    terminal.print(`${machine.name}:\n${await remote.setUp("--way-back", `${wayBack}`)}`);
    await confirmed(remote, machine, wayBack);
    const key = await remote.publicKey();
    if (key === machine.wireguardPublicKey) continue;
    editConfig((text) => withMachineKey(text, machine.name, key, configFile));
    terminal.print(`${machine.name}: its public key is in ${configFile} now.`);
    noted = true;
  }
  if (noted) await resynth();
  return noted;
}

/** @throws Refusal saying that the machine goes back, when it answers nobody any more. */
async function confirmed(remote: Remote, { name }: Machine, wayBack: number): Promise<void> {
  try {
    await remote.confirm();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(`the machine ${name}`, [
      {
        where: "the change",
        value: "one after which nobody from here can log in any more",
        allowed: "a change that leaves this computer a way in",
        fix: `wait ${wayBack} seconds, then the machine is as it was; look at ssh.from and at the role of this device in config.yaml`,
      },
    ]);
  }
}
