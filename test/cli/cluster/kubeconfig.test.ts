import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Cluster } from "../../../cli/cluster/cluster";
import { Operator } from "../operator";

/** Stands for a token, which no message may repeat. */
const token = "geheim123";
let folder: string;
let operator: Operator;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mk360-kubeconfig-"));
  operator = new Operator();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  operator.remove();
});

function said(text: string): Promise<string> {
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, text);
  return Cluster.open({ kubeconfig }).then(
    () => "nothing was refused",
    (error: Error) => `${error.name}: ${error.message.replace(kubeconfig, "FILE")}`,
  );
}

/** A whole kubeconfig but for one of its parts. */
function kubeconfig(change: { cluster?: object; user?: object }): string {
  return JSON.stringify({
    clusters: [{ name: "here", cluster: { server: "https://127.0.0.1:1", ...change.cluster } }],
    users: [{ name: "owner", user: { token, ...change.user } }],
    contexts: [{ name: "here", context: { cluster: "here", user: "owner" } }],
    "current-context": "here",
  });
}

describe("a kubeconfig that is not there is called that, with the way to one", () => {
  test.each([
    ["none in the home folder", {}, [], /^~\/\.kube\/config is "not there"\. .*Fix: copy \/etc\/rancher\/k3s\/k3s\.yaml/],
    ["an empty KUBECONFIG", { KUBECONFIG: "" }, [], /^~\/\.kube\/config is "not there"/],
    ["a KUBECONFIG to nothing", { KUBECONFIG: "nowhere" }, [], /^nowhere is "not there"\. .*--kubeconfig or KUBECONFIG/],
    ["an option to nothing", {}, ["--kubeconfig", "nowhere"], /^nowhere is "not there"/],
  ])("%s", (_name, env, args, says) => {
    const { code, stdout, stderr } = operator.mk360(["status", ...args], env);
    expect({ code, stdout, lines: stderr.split("\n").length }).toEqual({ code: 1, stdout: "", lines: 2 });
    expect(stderr).toMatch(says);
  });
});

describe("a kubeconfig that cannot be used is refused without a word of what it holds", () => {
  test.each([
    ["a quote that is never closed", `users:\n- user:\n    token: "${token}\n`, /FILE: line \d is "unexpected end of the stream/],
    ["a tab", `users:\n\t- token: ${token}\n`, /FILE: line 2 is "/],
    ["a key twice", `token: x\ntoken: ${token}\n`, /FILE: line 2 is "duplicated mapping key"/],
    ["a token that looks like an alias", `token: *${token}\n`, /FILE: line 1 is "unidentified alias"/],
    ["a token that looks like a tag", `token: !${token} x\n`, /FILE: line 1 is "unknown tag"/],
    ["a token that looks like a tag's handle", `token: !${token}!x y\n`, /FILE: line 1 is "undeclared tag handle"/],
    ["an empty file", "", /FILE is "not in the form of a kubeconfig"/],
    ["plain text", token, /FILE: current-context/],
    ["a list where a mapping belongs", `clusters: [${token}]`, /FILE: clusters\[0\]\.name is "not there"/],
    ["a cluster without an address", kubeconfig({ cluster: { server: "" } }), /clusters\[0\]\.cluster\.server is "not there"/],
    ["an address that is a number", kubeconfig({ cluster: { server: 7 } }), /FILE is "not in the form of a kubeconfig"/],
    [
      "an address without encryption",
      kubeconfig({ cluster: { server: "http://127.0.0.1:1" } }),
      /the cluster's server is "an address with http/,
    ],
    ["a token in a file that is gone", kubeconfig({ user: { "token-file": "/nowhere", token: "" } }), /: \/nowhere is "not there"/],
    [
      "a program that is not installed",
      kubeconfig({ user: { exec: { command: "/nowhere/login", args: [token] } } }),
      /\/nowhere\/login is "not there"/,
    ],
    [
      "a program that fails",
      kubeconfig({ user: { exec: { command: "sh", args: ["-c", `echo ${token} >&2; exit 1`] } } }),
      /FILE is "one whose/,
    ],
  ])("%s", async (_name, text, says) => {
    const message = await said(text);
    expect(message).toMatch(/^Refusal: [^\n]*Allowed: [^\n]*Fix: [^\n]*\.$/);
    expect(message).toMatch(says);
    expect(message).not.toContain(token);
  });
});

test("a context that is spelt wrong is refused with the one that may be meant", async () => {
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfig({}));
  await expect(Cluster.open({ kubeconfig: file, context: "hree" })).rejects.toThrow(/Allowed: here\. Fix: did you mean here\?/);
});
