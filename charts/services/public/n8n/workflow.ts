import { createHash } from "node:crypto";
import type { Context, CredentialKey } from "../../vocabulary";
import { refuseBroken } from "./broken-workflow";
import { valuesNode, type WorkflowFile } from "./workflow-file";

/** A call that must be answered in these words, asked of the workflow once it is published. */
export interface Probe {
  readonly path: string;
  /** What the call bears to be let in, in a header of this name. */
  readonly header: { readonly name: string; readonly value: CredentialKey };
  readonly body: Readonly<Record<string, unknown>>;
  /** What stands in the answer. */
  readonly answer: string;
}

/** Lines are one text; as a list, people and git can read them. */
export type ValueOfModel = string | number | boolean | readonly string[];

export interface WorkflowProps {
  /** What it does, in one sentence. */
  readonly does: string;
  /** The file. */
  readonly file: WorkflowFile;
  /** What it is told of this stack, by name: the fields of its node "mk360". Default: nothing. */
  readonly values?: Readonly<Record<string, ValueOfModel | ((context: Context) => ValueOfModel)>>;
  /** Default: nobody calls it. */
  readonly probe?: Probe;
  /** Whether this stack has it. Default: always. */
  readonly when?: (context: Context) => boolean;
}

/** What our workflows, and nothing of the owner's, begin with. */
const mark = "mk360-";

/** The workflow that hears of the failures of all others. */
const failures = "failures";

/** A workflow of ours: its file, and what this stack tells it. */
export class Workflow {
  readonly does: string;
  readonly probe: Probe | undefined;
  private readonly props: WorkflowProps;

  /** @throws Mistake when n8n would not take the file, or would take it and not run it. */
  constructor(
    readonly name: string,
    props: WorkflowProps,
  ) {
    this.props = props;
    this.does = props.does;
    this.probe = props.probe;
    refuseBroken(name, props.file, Object.keys(props.values ?? {}));
  }

  /** Its name in n8n's database and in the address of its page. n8n takes up to 36 characters. */
  get id(): string {
    return `${mark}${this.name}`;
  }

  /** What it has in common with those whose names begin as its own. */
  get group(): string {
    return this.name.replace(/-.*/, "");
  }

  get file(): WorkflowFile {
    return structuredClone(this.props.file);
  }

  isIn(context: Context): boolean {
    return this.props.when?.(context) ?? true;
  }

  /** The workflow as n8n is to have it. */
  filledFor(context: Context) {
    const { name, nodes, connections, settings } = this.file;
    const whole = {
      id: this.id,
      name,
      nodes: nodes.map((node) => (node.name === valuesNode ? { ...node, parameters: this.valuesFor(context) } : node)),
      connections,
      settings: {
        ...settings,
        executionOrder: "v1",
        timezone: context.config.timeZone,
        ...(this.name === failures ? {} : { errorWorkflow: `${mark}${failures}` }),
      },
    };
    return { ...whole, meta: { mk360: createHash("sha256").update(JSON.stringify(whole)).digest("hex").slice(0, 16) } };
  }

  private valuesFor(context: Context) {
    const assignments = Object.entries(this.props.values ?? {}).map(([name, value]) => {
      const told = typeof value === "function" ? value(context) : value;
      return { id: name, name, type: Array.isArray(told) ? "string" : typeof told, value: told };
    });
    return { mode: "manual", duplicateItem: false, assignments: { assignments }, includeOtherFields: true, options: {} };
  }
}
