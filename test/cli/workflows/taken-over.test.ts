import { describe, expect, test } from "@jest/globals";
import type { Workflow } from "../../../charts/services/public/n8n/workflow";
import type { Node } from "../../../charts/services/public/n8n/workflow-file";
import { workflows } from "../../../charts/services/public/n8n/workflows/workflows";
import { takenOver } from "../../../cli/workflows/taken-over";
import { stackOf } from "../../support/stack";

const alarms = workflows.find(({ name }) => name === "alarms") as Workflow;
const given = alarms.filledFor(stackOf());

/** n8n has code as one text. */
const asText = (node: Node): Node =>
  Array.isArray(node.parameters.jsCode) ? { ...node, parameters: { ...node.parameters, jsCode: node.parameters.jsCode.join("\n") } } : node;

/** What n8n exports of it: more than it was given. */
const exported = (changes: object = {}) => ({
  ...given,
  nodes: given.nodes.map(asText),
  updatedAt: "2026-11-30T10:00:00.000Z",
  createdAt: "2026-11-30T09:00:00.000Z",
  description: null,
  active: true,
  isArchived: false,
  nodeGroups: [],
  staticData: { "n8n is down": 1 },
  versionId: "8f8f",
  activeVersionId: "8f8f",
  shared: [{ role: "workflow:owner" }],
  ...changes,
});

describe("a workflow that is taken over from n8n", () => {
  test("is the file of before where nothing was changed", () => {
    expect(JSON.stringify(takenOver(alarms, exported(), { given, force: false }))).toBe(JSON.stringify(alarms.file));
  });

  test("has what was changed in the editor, and nothing that the model tells it", () => {
    const nodes = given.nodes.map((node) => (node.name === "Slack" ? { ...node, position: [9, 9], notes: "mine" } : node));
    const file = takenOver(alarms, exported({ nodes, name: "another title" }), { given, force: false });
    expect(file.name).toBe("another title");
    expect(file.nodes.find(({ name }) => name === "Slack")).toMatchObject({ position: [9, 9], notes: "mine" });
    expect(JSON.stringify(file)).not.toContain('quietSeconds","type');
  });

  test("is refused while the file here is another one than n8n was given, unless that is forced", () => {
    const live = exported({ meta: { mk360: "older" } });
    expect(() => takenOver(alarms, live, { given, force: false })).toThrow(
      /deploy it first, or commit it and take n8n's over it with --force/,
    );
    expect(takenOver(alarms, live, { given, force: true })).toEqual(alarms.file);
  });

  test("is refused where n8n would not run it", () => {
    const nodes = given.nodes.map((node) => (node.name === "Alarm" ? { ...node, webhookId: undefined } : node));
    expect(() => takenOver(alarms, exported({ nodes }), { given, force: false })).toThrow(/node "Alarm": webhookId is missing/);
  });
});
