import { Refusal } from "../../charts/config/refusal";
import type { Stack } from "../../charts/model/stack";
import type { Workflow } from "../../charts/services/public/n8n/workflow";
import { inContainer } from "../cluster/kubectl";
import type { ClusterOptions } from "../cluster/options";

/** In the container, and gone with it. */
const exported = "/tmp/mk360-pull.json";

/**
 * The workflow as n8n's own export has it, which needs no login.
 * @throws Refusal when n8n does not run, or has none of that name.
 */
export async function liveWorkflow(stack: Stack, { id }: Workflow, where: ClusterOptions): Promise<unknown> {
  const n8n = stack.services.find(({ name }) => name === "n8n");
  if (!n8n) throw refused("n8n", "off", "a stack in which n8n runs", "take it out of off in config.yaml");
  const place = { namespace: n8n.namespace.name, program: "deployment/n8n", container: "n8n" };
  // The two that the database gives beyond n8n's own: for the dump at night, and for the wait before a start.
  const said = await inContainer(
    place,
    ["env", "DB_POSTGRESDB_POOL_SIZE=2", "n8n", "export:workflow", `--id=${id}`, `--output=${exported}`],
    where,
  );
  // It may end well although it has exported nothing.
  if (!/Successfully exported/.test(said))
    throw refused(id, said.trim().split("\n").at(-1) ?? "", "an export of n8n", "mk360 status says how n8n is");
  const text = await inContainer(place, ["cat", exported], where);
  try {
    const [workflow] = JSON.parse(text);
    return workflow;
  } catch {
    throw refused(id, `${text.slice(0, 60)} ...`, "an export of n8n", "run it again; mk360 status says how n8n is");
  }
}

function refused(where: string, value: string, allowed: string, fix: string): Refusal {
  return new Refusal("mk360 workflows pull", [{ where, value, allowed, fix }]);
}
