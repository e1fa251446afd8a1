import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { eventually } from "../api/eventually";
import { nas, places, project, vps } from "./bed/addresses";
import { rootOfLetsEncrypt } from "./bed/outside/lets-encrypt";
import { report } from "./report";

/** Where each kind of device asks, from which address, and how generated/docs/dns.md calls it. */
const listeners = [
  { words: "the internet", from: places.somebody, at: vps.public },
  { words: "the WireGuard network", from: places.laptop, at: vps.private },
  { words: "the home network", from: places.homeDevice, at: nas.public },
] as const;

type Listener = (typeof listeners)[number];

/** The rows of the page that the owner enters at his registrar: each name, its service, and who reaches it. */
const names = [
  ...readFileSync(join(project, "generated/docs/dns.md"), "utf8").matchAll(/^\| (\S+)\.\s+\| A .*\| (\S+)\s+\| ([^|]+) \|$/gm),
].map(([, name = "", service = "", reached = ""]) => ({
  name,
  service,
  listeners: listeners.filter(({ words }) => reached.includes(words)),
}));

interface Answer {
  readonly code?: number;
  readonly body: string;
  readonly error?: string;
}

describe("each host name, from where its users are", () => {
  let root: string;
  const ask = (name: string, { from, at }: Listener) => get(name, from, at, root);

  beforeAll(async () => {
    root = rootOfLetsEncrypt();
    const began = Date.now();
    await eventually("every name has its certificate", 240, async () => {
      const asked = names.flatMap(({ name, listeners: own }) =>
        own.map(async (listener) => ({ line: `${name} for ${listener.words}`, answer: await ask(name, listener) })),
      );
      return (await Promise.all(asked)).filter(({ answer }) => answer.error).map(({ line, answer }) => `${line}: ${answer.error}`);
    });
    report("from every pod Ready to a certificate for every name", `${((Date.now() - began) / 1000).toFixed(0)} s at most`);
  });

  test("the page has names", () => expect(names.length).toBeGreaterThanOrEqual(17));

  test.each(names)("$name leads to $service and to no other", async ({ name, service, listeners: own }) => {
    for (const listener of own) {
      const { body, code } = await ask(name, listener);
      const answer = answerOf(body);
      // What a site keeps from strangers, its proxy says itself; whatever a program says, its own pod says.
      expect(answer ? answer.pod.replace(/-[a-z0-9]+-[a-z0-9]+$|-[a-z0-9]+$/, "") : code).toEqual(answer ? service : expect.any(Number));
      if (answer) expect(answer.headers["X-Forwarded-For"]).toEqual([listener.from]);
    }
  });

  test.each(names)("$name is unknown wherever it is not meant to be", async ({ name, listeners: own }) => {
    for (const listener of listeners.filter((each) => !own.includes(each))) {
      const { error, code } = await ask(name, listener);
      expect({ at: listener.words, code, error }).toEqual({
        at: listener.words,
        code: undefined,
        error: expect.stringMatching(/alert|EPROTO|ECONNRE/),
      });
    }
  });
});

interface StandInAnswer {
  readonly pod: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

function answerOf(body: string): StandInAnswer | undefined {
  try {
    const found = JSON.parse(body) as Partial<StandInAnswer>;
    return found.pod && found.headers ? (found as StandInAnswer) : undefined;
  } catch {
    return undefined;
  }
}

function get(servername: string, localAddress: string, host: string, ca: string): Promise<Answer> {
  return new Promise((resolve) => {
    const sent = request(
      { host, port: 443, servername, localAddress, ca, agent: false, headers: { host: servername }, timeout: 10_000 },
      (response) => {
        let body = "";
        response.on("data", (data) => (body += data));
        response.on("end", () => resolve({ ...(response.statusCode ? { code: response.statusCode } : {}), body }));
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error: NodeJS.ErrnoException) => resolve({ body: "", error: `${error.code ?? ""} ${error.message}` }));
    sent.end();
  });
}
