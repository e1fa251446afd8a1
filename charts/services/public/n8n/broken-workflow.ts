import { Mistake, nearest } from "../../vocabulary";
import { n8nCredentials } from "./credentials";
import types from "./node-types.json";
import { type Node, valuesNode, type WorkflowFile } from "./workflow-file";

/** Each kind of step that n8n has, with the versions of it that it can run; node-types.json tells where they are from. */
const known: Readonly<Record<string, readonly number[]>> = types.versions;

/** Kinds that n8n does not load unless it is told to, because they reach the machine itself. */
const switchedOff = ["n8n-nodes-base.executeCommand", "n8n-nodes-base.localFileTrigger"];

/** Kinds that others call by an address. n8n puts another address before it where the step has no webhookId. */
const called = ["n8n-nodes-base.webhook", "n8n-nodes-base.formTrigger"];

/** What every copy has of its own, or what may hold data of people. */
const notForFiles = ["id", "active", "versionId", "activeVersionId", "pinData", "staticData", "meta", "shared", "createdAt", "updatedAt"];

/**
 * Refuses what n8n would import and publish without a word, and then never run.
 * @throws Mistake with the file and the step.
 */
export function refuseBroken(name: string, file: WorkflowFile, values: readonly string[]): void {
  const fault = faultOf(file, values);
  if (fault) throw new Mistake(`workflow ${name} (charts/services/public/n8n/workflows/${name}.json): ${fault}`);
}

function faultOf(file: WorkflowFile, values: readonly string[]): string | undefined {
  const { nodes, connections } = file;
  if (typeof file.name !== "string" || file.name === "") return "name is missing; write what n8n's list of workflows is to show";
  if (!Array.isArray(nodes) || nodes.length === 0) return "nodes is no list of steps; export the workflow from n8n again";
  if (typeof connections !== "object" || connections === null) return "connections is missing; export the workflow from n8n again";
  const own = notForFiles.find((key) => key in file);
  if (own) return `${own} belongs to one copy in n8n; remove it, as \`npx mk360 workflows pull\` does`;
  for (const node of nodes) {
    const fault = faultOfNode(node, nodes);
    if (fault) return `node "${node.name}": ${fault}`;
  }
  const names = nodes.map((node) => node.name);
  const lost = connectedIn(connections).find((end) => !names.includes(end));
  if (lost) return `connections name "${lost}", and no node has that name; it has ${names.join(", ")}`;
  if (values.length > 0 && !names.includes(valuesNode)) return `node "${valuesNode}" is missing, which is told ${values.join(", ")}`;
  if (!nodes.some(({ type }) => isTrigger(type))) return "no node starts it; add a trigger";
  return undefined;
}

function faultOfNode(node: Node, nodes: readonly Node[]): string | undefined {
  const { name, id, type, typeVersion, webhookId, credentials = {}, parameters = {} } = node;
  if (nodes.filter((other) => other.name === name).length > 1) return "there are two of this name; rename one";
  if (!id || nodes.filter((other) => other.id === id).length > 1) return `its id is ${id ? "another node's too" : "missing"}; give it one`;
  if (switchedOff.includes(type)) return `${type} is switched off in n8n, because it reaches the machine itself; take another`;
  const versions = known[type];
  if (!versions) {
    const meant = nearest(type, Object.keys(known));
    return `n8n has no ${type}${meant ? `; did you mean ${meant}?` : "; nodes of the community are not installed here"}`;
  }
  if (!versions.includes(typeVersion)) return `n8n has no ${type} of version ${typeVersion}; it has ${versions.join(", ")}`;
  if (called.includes(type) && !webhookId)
    return "webhookId is missing, so n8n would put the workflow's id before its path; write any text";
  if (/\$env\b/.test(JSON.stringify(parameters))) return "it reads $env, which n8n denies; let the model tell it by its node mk360";
  return Object.entries(credentials)
    .map(([kind, credential]) => faultOfCredential(kind, credential))
    .find((fault) => fault !== undefined);
}

function faultOfCredential(kind: string, { id, name }: { readonly id: string; readonly name: string }): string | undefined {
  const declared = n8nCredentials.find((each) => each.name === id);
  const all = n8nCredentials.map((each) => each.name).join(", ");
  if (!declared) return `nobody declares its credential ${id} (${name}); credentials.ts has ${all}`;
  return declared.type === kind ? undefined : `its credential ${id} is of the kind ${declared.type}, not ${kind}`;
}

/** The names of all nodes that the connections lead from and to. */
function connectedIn(connections: Readonly<Record<string, unknown>>): string[] {
  const ends: string[] = Object.keys(connections);
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) for (const each of part) walk(each);
    else if (part !== null && typeof part === "object") {
      if ("node" in part) ends.push(String(part.node));
      else for (const each of Object.values(part)) walk(each);
    }
  };
  walk(Object.values(connections));
  return ends;
}

const isTrigger = (type: string): boolean => /trigger$/i.test(type) || called.includes(type) || type === "n8n-nodes-base.emailReadImap";

/**
 * Refuses two nodes that others would call by one address: n8n starts the first of them alone.
 * @throws Mistake with both.
 */
export function refuseSameCall(workflows: readonly { readonly name: string; readonly nodes: readonly Node[] }[]): void {
  const first = new Map<string, string>();
  for (const { name, nodes } of workflows)
    for (const node of nodes)
      for (const call of callsOf(node)) {
        const here = `node "${node.name}" of workflow ${name}`;
        const other = first.get(call);
        if (other) throw new Mistake(`${here} is called by ${call}, as ${other} is; give one of them another path`);
        first.set(call, here);
      }
}

/**
 * Refuses a call of another workflow that is not there, or that does not begin with being called: n8n notices when it runs.
 * @throws Mistake with the node.
 */
export function refuseLostCall(
  workflows: readonly { readonly id: string; readonly name: string; readonly nodes: readonly Node[] }[],
): void {
  for (const { name, nodes } of workflows)
    for (const node of nodes.filter(({ type }) => type === "n8n-nodes-base.executeWorkflow")) {
      const { workflowId } = node.parameters as { workflowId?: { value?: string } };
      const here = `node "${node.name}" of workflow ${name} calls ${workflowId?.value ?? "no workflow"}`;
      const other = workflows.find(({ id }) => id === workflowId?.value);
      if (!other) throw new Mistake(`${here}, which is none of ours; those are ${workflows.map(({ id }) => id).join(", ")}`);
      if (!other.nodes.some(({ type }) => type === "n8n-nodes-base.executeWorkflowTrigger"))
        throw new Mistake(`${here}, which does not begin with being called; give it the trigger "When Executed by Another Workflow"`);
    }
}

/**
 * What a node is called by: how and where; none for what nobody calls. A form is shown by one call and sent by another, at
 * the path that it has among its options, and n8n tells it from a webhook of that path by nothing.
 */
function callsOf({ type, parameters, webhookId }: Node): readonly string[] {
  if (!called.includes(type)) return [];
  const { httpMethod = "GET", path, options } = parameters as { httpMethod?: string; path?: string; options?: { path?: string } };
  if (!type.endsWith("formTrigger")) return [`${httpMethod} ${path}`];
  return ["GET", "POST"].map((method) => `${method} ${path ?? options?.path ?? webhookId}`);
}
