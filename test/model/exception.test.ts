import { expect, test } from "@jest/globals";
import { exceptionsOf } from "../../charts/model/exception";
import { root } from "../../charts/model/user";
import { exampleService } from "../support/example";
import { stackOf } from "../support/stack";

/** Grows only when somebody decides that it may: each line is one place where the stack is less strict than its rule. */
const allowed = {
  "pod security": ["edge privileged", "home privileged"],
  "no root": [],
  "no capability": ["caddy-public NET_BIND_SERVICE", "caddy-private NET_BIND_SERVICE", "adguard NET_BIND_SERVICE"],
  "read-only root": [],
  digest: ["uptime-kuma 2.5.3-slim-rootless"],
  "no host port": ["caddy-public 80", "caddy-public 443", "caddy-private 443", "adguard 53", "adguard 53"],
};

const found = exceptionsOf(stackOf({ phase: 3 }).workloads);

test.each(Object.entries(allowed))("the rule %j has exactly these exceptions: %j", (rule, subjects) => {
  const now = found
    .filter((exception) => exception.rule === rule)
    .map(({ subject, what }) => (rule === "no host port" ? `${subject} ${what.split(" ")[0]}` : `${subject} ${what}`));
  expect(now.sort()).toEqual([...subjects].sort());
});

test("no rule has exceptions that the table does not know", () => {
  expect(Object.keys(allowed)).toEqual(expect.arrayContaining(found.map(({ rule }) => rule)));
});

test("every exception says why", () => {
  expect(found.filter(({ reason }) => reason.length < 20)).toEqual([]);
});

test("every kind of exception is found where it is declared", () => {
  const bad = exampleService("bad", {
    network: "home",
    runsAs: root("an example that is long enough"),
    writableRoot: "an example",
    capabilities: { add: ["CHOWN"], reason: "an example" },
    image: { key: "bad", repository: "docker.io/library/bad", tag: "1", withoutDigest: "an example" },
    hostPorts: [{ port: "http", number: 80, from: "lan", why: "an example" }],
  });
  expect(
    exceptionsOf([bad])
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(Object.keys(allowed).sort());
});
