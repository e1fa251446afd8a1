import { Refusal } from "../../charts/config/refusal";
import { refuseBroken } from "../../charts/services/public/n8n/broken-workflow";
import type { Workflow } from "../../charts/services/public/n8n/workflow";
import { type Node, valuesNode, type WorkflowFile } from "../../charts/services/public/n8n/workflow-file";

/** A workflow as n8n exports it: the file, and what that copy has of its own. */
type Exported = WorkflowFile & { readonly meta?: { readonly mk360?: string } };

interface Given {
  /** What n8n would be given of the file here. */
  readonly given: { readonly meta: { readonly mk360: string }; readonly settings: Readonly<Record<string, unknown>> };
  /** Takes it also where the file here has changed since n8n was given it. */
  readonly force: boolean;
}

/** In the order in which n8n's editor writes them. */
const ofNode = ["parameters", "type", "typeVersion", "position", "id", "name", "webhookId", "credentials"] as const;

/**
 * The file that `live` makes of the workflow: without what the model tells it, and without what belongs to that copy.
 * @throws Refusal when the file here is not what n8n was given, Mistake when n8n would not run what it has.
 */
export function takenOver(workflow: Workflow, live: unknown, { given, force }: Given): WorkflowFile {
  const { name, nodes, connections, settings = {}, meta } = live as Exported;
  if (!force && meta?.mk360 !== given.meta.mk360) throw refused(workflow.name);
  const before = new Map(workflow.file.nodes.map((node) => [node.id, node]));
  const own = Object.entries(settings).filter(([key]) => !(key in given.settings) || key in (workflow.file.settings ?? {}));
  const file = {
    name,
    nodes: nodes
      .map(inLines)
      .map((node) => inOrder(node.name === valuesNode ? { ...node, parameters: emptied(before.get(node.id), node) } : node, before)),
    connections,
    ...(own.length > 0 ? { settings: Object.fromEntries(own) } : {}),
  };
  refuseBroken(workflow.name, file, []);
  return file;
}

/** What the model tells stands in no file. */
function emptied(before: Node | undefined, now: Node): Node["parameters"] {
  return before?.parameters ?? { ...now.parameters, assignments: { assignments: [] } };
}

/** n8n has code as one text; the file has it as lines, which people and git can read. */
function inLines(node: Node): Node {
  const { jsCode } = node.parameters;
  return typeof jsCode === "string" ? { ...node, parameters: { ...node.parameters, jsCode: jsCode.split("\n") } } : node;
}

/** With its fields in the order of the file of before, so that git shows what has changed and nothing else. */
function inOrder(node: Node, before: ReadonlyMap<string, Node>): Node {
  const order = Object.keys(before.get(node.id) ?? {});
  const keys = [...new Set([...order, ...ofNode, ...Object.keys(node)])].filter((key) => key in node);
  return Object.fromEntries(keys.map((key) => [key, node[key as keyof Node]])) as unknown as Node;
}

function refused(name: string): Refusal {
  return new Refusal("mk360 workflows pull", [
    {
      where: `the file of ${name}`,
      value: "another one than n8n was given",
      allowed: "the file that n8n was given, with changes in its editor alone",
      fix: "deploy it first, or commit it and take n8n's over it with --force: git merges the two",
    },
  ]);
}
