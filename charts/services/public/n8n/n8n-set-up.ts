import { asking, programIn, smallNode } from "../../set-up/set-up";
import {
  type Administrator,
  bcrypt,
  type Context,
  Credential,
  calls,
  capped,
  cores,
  type Endpoint,
  type Environment,
  gibi,
  images,
  inMemory,
  mebi,
  memory,
  milli,
  noSecondFactor,
  Program,
  random,
  type SetUp,
  secretPath,
  upTo,
} from "../../vocabulary";
import { asContent, credentialsOf, secretsOf } from "./credentials";
import enterScript from "./enter.mjs";
import lookScript from "./look.mjs";
import api from "./n8n-api.mjs";
import readWorkflow from "./read-workflow.mjs";
import type { Probe, Workflow } from "./workflow";
import { workflows } from "./workflows/workflows";

/** n8n takes it at each start, so a rotation is all that another password needs; in its pages it cannot be changed. */
export const owner = new Credential("n8n-owner", "your account in n8n, whose name is your mail address", {
  password: random(24),
  "password-hash": bcrypt("password"),
});

export const administrator: Administrator = {
  name: "contact",
  password: owner.file("password"),
  comes: "n8n takes him from its settings at each start",
  secondFactor: noSecondFactor("the job that looks whether the workflows run logs in as you, with the password alone"),
};

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** A folder for each group of them, because all of them are more than one ConfigMap takes. */
const pathOf = ({ id, group }: Workflow): string => `/workflows/${group}/${id}.json`;

const files = Object.fromEntries(
  workflows.map((workflow) => [
    pathOf(workflow),
    (context: Context) => (workflow.isIn(context) ? asJson(workflow.filledFor(context)) : undefined),
  ]),
);

const filesFor = (context: Context): readonly string[] => workflows.filter((workflow) => workflow.isIn(context)).map(pathOf);

const probesFor = (context: Context): readonly Probe[] =>
  workflows.flatMap((workflow) => (workflow.probe && workflow.isIn(context) ? [workflow.probe] : []));

const entered = (context: Context): string =>
  asJson({
    credentials: credentialsOf(context).map((credential) => asContent(credential, context)),
    workflows: filesFor(context),
  });

const looked = (context: Context): string =>
  asJson({
    credentials: credentialsOf(context).map(({ name }) => ({ id: name })),
    workflows: filesFor(context),
    probes: probesFor(context).map(({ header, ...probe }) => ({ ...probe, header: header.name, valueFile: secretPath(header.value) })),
  });

/** Where n8n keeps what is not in its database. */
export const home = "/home/node/.n8n";

/** What n8n writes beside its home, whether it serves or runs a command. */
export const scratch = { "/home/node/.cache": upTo(mebi(256)), "/tmp": upTo(gibi(1)) };

/** n8n's own commands, before n8n itself starts: they are what its makers give for this. */
export const enter = (settings: Environment): Program =>
  new Program("enter", {
    image: images.n8n,
    command: ["node", "/enter/enter.mjs"],
    files: {
      ...programIn("/enter", { "enter.mjs": enterScript, "read-workflow.mjs": readWorkflow }),
      ...files,
      "/content/n8n.json": entered,
    },
    env: { ...settings, CONTENT: "/content/n8n.json", N8N_HOME: home, SCRATCH: "/entering" },
    secrets: secretsOf,
    sharesUses: true,
    // In memory: the credentials lie here in the clear while they are entered.
    writes: { "/entering": inMemory(mebi(32)), ...scratch },
    memory: memory(mebi(256), mebi(1024), "one command of n8n after the other: 400 MB each"),
    cpu: capped(milli(150), cores(2), "a command takes 2 seconds of one core"),
  });

export const look = (own: Endpoint): SetUp => ({
  enters: "credentials and workflows, which it then looks whether they run",
  ...asking("look.mjs", "asks an API"),
  files: {
    ...programIn("/set-up", { "look.mjs": lookScript, "n8n-api.mjs": api, "read-workflow.mjs": readWorkflow }),
    ...files,
    "/content/n8n.json": looked,
  },
  env: {
    N8N_URL: `http://${own.address}`,
    N8N_OWNER: ({ config }) => config.contact,
    N8N_PASSWORD_FILE: owner.file("password"),
    CONTENT: "/content/n8n.json",
    ...smallNode,
  },
  secrets: (context) => probesFor(context).map(({ header }) => header.value),
  uses: [calls(own, "looks whether the workflows run")],
});
