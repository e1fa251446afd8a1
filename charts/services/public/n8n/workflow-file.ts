/** One step of a workflow, as n8n writes it. */
export interface Node {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly position: readonly [number, number];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
  readonly webhookId?: string;
}

/** A workflow as it stands in a file here: what n8n exports, without what every copy of it has of its own. */
export interface WorkflowFile {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What the model says to a workflow stands in this node of it, as fields of its one item. */
export const valuesNode = "mk360";
