import { expect, test } from "@jest/globals";
import { exceptionsOf } from "../../../charts/model/access/exception";
import { vpnSite } from "../../../charts/model/network/site";
import { root } from "../../../charts/model/program/user";
import { redisUser } from "../../../charts/services/storage/redis/redis";
import { exampleEndpoint, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";

/** Grows only when somebody decides that it may: each line is one place where the stack is less strict than its rule. */
const allowed = {
  "pod security": ["public-root baseline", "edge privileged", "home privileged", "agents privileged"],
  "no root": [
    "monica user 0, nobody outside",
    "opensign-server user 0, nobody outside",
    "opensign-client user 0, nobody outside",
    "monica-backup user 0, nobody outside",
    "opensign-server-backup user 0, nobody outside",
    "archive-contracts user 0, nobody outside",
    "unifi user 0, nobody outside",
    "vlagent-vps user 0",
    "vlagent-nas user 0",
    "cluster-store-backup user 0",
  ],
  "no capability": [
    "caddy-public NET_BIND_SERVICE",
    "caddy-private NET_BIND_SERVICE",
    "adguard NET_BIND_SERVICE",
    "monica CHOWN, DAC_OVERRIDE, FOWNER, NET_BIND_SERVICE, SETGID, SETUID",
    "monica-backup DAC_OVERRIDE",
    "caddy-home NET_BIND_SERVICE",
    "unifi CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID",
  ],
  "read-only root": [
    "monica writable root",
    "opensign-server writable root",
    "opensign-client writable root",
    "roundcube writable root",
    "unifi writable root",
  ],
  digest: [
    "uptime-kuma 2.5.3-slim-rootless",
    "mail 1",
    "monica 5.0.0-beta.5-apache",
    "opensign-server main",
    "opensign-client main",
    "vlagent v1.52.0",
  ],
  "no host port": [
    "caddy-public 80",
    "caddy-public 443",
    "caddy-private 443",
    ...Array.from({ length: 4 }, () => "adguard 53"),
    "caddy-home 443",
    "unifi 8443",
    "unifi 8080",
    "unifi 3478",
  ],
  "nothing of the machine": [
    "caddy-public /var/log/mk360/caddy-public, to write",
    ...["vps", "nas"].flatMap((machine) => [
      ...["/proc", "/sys", "/opt", "/var/lib/rancher/k3s/storage/.room"].map((path) => `netdata-${machine} ${path}`),
      ...["/var/log/containers", "/var/log/pods", "/var/lib/vlagent, to write"].map((path) => `vlagent-${machine} ${path}`),
    ]),
    "cluster-store-backup /var/lib/rancher/k3s/server/db/snapshots",
  ],
  "no Kubernetes API": [
    "dozzle get, list, watch pods",
    "dozzle get pods/log",
    "dozzle list nodes",
    "dozzle get deployments, replicasets, daemonsets, statefulsets",
    "dozzle get jobs, cronjobs",
    "dozzle list pods",
    ...["vlagent-vps", "vlagent-nas"].flatMap((name) => [`${name} get, list, watch pods`, `${name} get nodes`, `${name} list namespaces`]),
  ],
  "checked certificate": ["unifi the backend of unifi"],
  "TLS to a database": [
    "paperless-business redis-business",
    "paperless-private redis-private",
    "n8n paperless-business",
    "paperless-gpt paperless-business",
    "netdata-vps redis-business",
    "netdata-vps redis-private",
  ],
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
    image: { key: "bad", repository: "docker.io/library/bad", tag: "1", architectures: ["amd64"], withoutDigest: "an example" },
    hostPorts: [{ port: "http", number: 80, from: "lan", why: "an example" }],
    host: { reason: "an example", paths: [{ path: "/proc", at: "/host/proc", why: "an example" }] },
    kubernetes: { reason: "an example", rules: [{ groups: [""], resources: ["pods"], verbs: ["list"], why: "an example" }] },
    uses: [redisUser(exampleEndpoint("redis"), "bad", () => ({}))],
    sites: [vpnSite("bad", { port: "http", purpose: "an example", probe: "/", uncheckedTls: "an example" })],
  });
  expect(
    exceptionsOf([bad])
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(Object.keys(allowed).sort());
});
