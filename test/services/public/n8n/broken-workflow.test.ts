import { describe, expect, test } from "@jest/globals";
import { refuseBroken, refuseLostCall, refuseSameCall } from "../../../../charts/services/public/n8n/broken-workflow";
import type { Node, WorkflowFile } from "../../../../charts/services/public/n8n/workflow-file";
import alarms from "../../../../charts/services/public/n8n/workflows/alarms.json";

// biome-ignore lint/suspicious/noExplicitAny: a file is changed in whatever way its editor may
type Changed = any;

const broken = (change: (file: Changed) => void): string => {
  const file = structuredClone(alarms) as Changed;
  change(file);
  try {
    refuseBroken("alarms", file as WorkflowFile, ["telegramChat"]);
    return "taken";
  } catch (error) {
    return (error as Error).message;
  }
};

const node = (file: Changed, name: string): Changed => file.nodes.find((each: Node) => each.name === name);

describe("the file of a workflow", () => {
  test("that n8n would run is taken", () => {
    expect(broken(() => undefined)).toBe("taken");
  });

  test.each<[string, (file: Changed) => void, string]>([
    [
      "a kind of step that n8n does not have",
      (file) => (node(file, "Telegram").type = "n8n-nodes-base.telegramm"),
      'node "Telegram": n8n has no n8n-nodes-base.telegramm; did you mean n8n-nodes-base.telegram?',
    ],
    ["a node of the community", (file) => (node(file, "Telegram").type = "n8n-nodes-foo.bar"), "nodes of the community are not installed"],
    [
      "a version that n8n does not have",
      (file) => (node(file, "Slack").typeVersion = 9),
      'node "Slack": n8n has no n8n-nodes-base.httpRequest of version 9; it has 1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5',
    ],
    [
      "a kind that is switched off",
      (file) => (node(file, "Telegram").type = "n8n-nodes-base.executeCommand"),
      "n8n-nodes-base.executeCommand is switched off in n8n",
    ],
    [
      "a credential that nobody declares",
      (file) => (node(file, "Telegram").credentials.telegramApi.id = "mine"),
      'node "Telegram": nobody declares its credential mine',
    ],
    [
      "a credential of another kind",
      (file) => (node(file, "Telegram").credentials.telegramApi.id = "mk360-mail"),
      "its credential mk360-mail is of the kind smtp, not telegramApi",
    ],
    ["a webhook without an id of its own", (file) => delete node(file, "Alarm").webhookId, 'node "Alarm": webhookId is missing'],
    ["variables of the environment", (file) => (node(file, "Slack").parameters.url = "={{ $env.SECRET }}"), "it reads $env"],
    ["two nodes of one name", (file) => (node(file, "Slack").name = "Telegram"), 'node "Telegram": there are two of this name'],
    ["two nodes of one id", (file) => (node(file, "Slack").id = "telegram"), "its id is another node's too"],
    ["a connection to nobody", (file) => (file.connections.mk360.main[0][0].node = "Gone"), 'connections name "Gone"'],
    ["no list of nodes", (file) => delete file.nodes, "nodes is no list of steps"],
    ["no connections", (file) => delete file.connections, "connections is missing"],
    ["no name", (file) => delete file.name, "name is missing"],
    ["data of a trial run", (file) => (file.pinData = {}), "pinData belongs to one copy in n8n; remove it"],
    [
      "no node for what it is told",
      (file) => {
        node(file, "mk360").name = "Set";
        file.connections = {};
      },
      'node "mk360" is missing, which is told telegramChat',
    ],
    [
      "nothing that starts it",
      (file) => {
        file.nodes = file.nodes.filter(({ name }: Node) => !["Alarm", "Monthly test"].includes(name));
        for (const name of ["Alarm", "Monthly test"]) delete file.connections[name];
      },
      "no node starts it; add a trigger",
    ],
  ])("with %s is refused, and the step is named", (_name, change, says) => {
    const said = broken(change);
    expect(said).toContain("workflow alarms (charts/services/public/n8n/workflows/alarms.json): ");
    expect(said).toContain(says);
  });

  test("whose webhook another one has is refused, and both are named", () => {
    const nodes = alarms.nodes as unknown as Node[];
    expect(() =>
      refuseSameCall([
        { name: "alarms", nodes },
        { name: "copy", nodes },
      ]),
    ).toThrow('node "Alarm" of workflow copy is called by POST mk360-alarm, as node "Alarm" of workflow alarms is');
  });
});

describe("a workflow that calls another one", () => {
  const step = (type: string, parameters: object = {}): Node =>
    ({ id: type, name: type, type: `n8n-nodes-base.${type}`, typeVersion: 1, position: [0, 0], parameters }) as Node;
  const calls = (id: string): Node => step("executeWorkflow", { workflowId: { mode: "id", value: id } });
  const refused = (caller: Node, begins: string): string => {
    try {
      refuseLostCall([
        { id: "mk360-one", name: "one", nodes: [caller] },
        { id: "mk360-other", name: "other", nodes: [step(begins)] },
      ]);
      return "taken";
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("is taken when that one is there and begins with it", () => {
    expect(refused(calls("mk360-other"), "executeWorkflowTrigger")).toBe("taken");
  });

  test("is refused when there is none, with those that there are", () => {
    expect(refused(calls("mk360-gone"), "executeWorkflowTrigger")).toBe(
      'node "executeWorkflow" of workflow one calls mk360-gone, which is none of ours; those are mk360-one, mk360-other',
    );
  });

  test("is refused when that one begins with something else", () => {
    expect(refused(calls("mk360-other"), "webhook")).toMatch(/does not begin with being called; give it the trigger/);
  });
});
