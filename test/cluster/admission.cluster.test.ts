import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { messageOf } from "../api/api";
import { eventually } from "../api/eventually";
import { Bed } from "./bed/bed";
import { runningIn } from "./containers";
import { threadsOfPod } from "./control-groups";
import { report } from "./report";

interface AuditLine {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
}

interface Secret {
  readonly data?: Readonly<Record<string, string>>;
}

const bed = Bed.here();
const { api } = bed.plane;
const logs = () => join(bed.nodes.vps.folder, "rancher/k3s/server/logs");

/** Events that were refused for their number, since the API server has started. */
async function eventsRefused(): Promise<number> {
  const { body } = await api.send("GET", "/metrics");
  const counts = `${body}`.matchAll(
    /^apiserver_admission_controller_admission_duration_seconds_count\{name="EventRateLimit".*rejected="(\w+)".*\} (\d+)$/gm,
  );
  const found = [...counts].map(([, refused, count]) => ({ refused: refused === "true", count: Number(count) }));
  // Whoever refuses nothing must have let something pass.
  expect(found.filter(({ refused }) => !refused).length).toBeGreaterThan(0);
  return found.filter(({ refused }) => refused).reduce((sum, { count }) => sum + count, 0);
}

describe("a pod of a namespace that says nothing of itself", () => {
  const pod = (securityContext: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "stranger" },
    spec: { containers: [{ name: "stranger", image: "example.org/stranger:1", securityContext }] },
  });
  const answerTo = (object: object) => api.send("POST", "/api/v1/namespaces/default/pods?dryRun=All", object);

  test("is refused unless it keeps to the strictest standard", async () => {
    const answer = await answerTo(pod({}));
    expect([answer.code, messageOf(answer)]).toEqual([403, expect.stringContaining('violates PodSecurity "restricted:latest"')]);
    const strict = { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    expect((await answerTo(pod({ ...strict, seccompProfile: { type: "RuntimeDefault" } }))).code).toBe(201);
  });
});

describe("events", () => {
  const event = (at: number) => ({
    metadata: { generateName: `flood-${at}-` },
    involvedObject: { kind: "Namespace", name: "default", namespace: "default" },
    reason: "Flood",
    message: `${at}`,
    type: "Normal",
  });

  test("of two machines that start everything are all taken", async () => {
    expect(await eventsRefused()).toBe(0);
  });

  test("of a namespace that floods the store are refused, and those of others are not", async () => {
    const codes = new Map<number, number>();
    let left = 2000;
    const sender = async () => {
      while (left > 0) {
        left -= 1;
        const { code } = await api.send("POST", "/api/v1/namespaces/default/events", event(left));
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 40 }, sender));
    expect([...codes.keys()].sort()).toEqual([201, 429]);
    const elsewhere = { ...event(0), involvedObject: { kind: "Namespace", name: "kube-public", namespace: "kube-public" } };
    expect((await api.send("POST", "/api/v1/namespaces/kube-public/events", elsewhere)).code).toBe(201);
    expect(await eventsRefused()).toBe(codes.get(429));
    report("of 2,000 events at once in one namespace", `${codes.get(429)} refused`);
  });
});

describe("the audit log", () => {
  let text: string;
  let lines: readonly AuditLine[];
  const marker = "marker-of-the-audit-log";

  beforeAll(async () => {
    const path = "/api/v1/namespaces/default/secrets";
    await api.create(path, { metadata: { name: marker }, stringData: { value: `content-of-${marker}` } });
    await api.get(`${path}/${marker}`);
    await api.remove(`${path}/${marker}`);
    await eventually("it tells of the end of the secret", 20, async () => {
      text = readFileSync(join(logs(), "audit.log"), "utf8");
      lines = text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      return lines.some(({ verb, objectRef }) => verb === "delete" && objectRef?.name === marker) ? [] : ["not yet"];
    });
  });

  test("tells who made, read and removed a secret", () => {
    const told = lines.filter(({ objectRef }) => objectRef?.resource === "secrets" && objectRef.name === marker);
    expect(told.map(({ verb, user }) => `${verb} ${user.username}`)).toEqual(["create admin", "get admin", "delete admin"]);
  });

  test("holds no value of any secret, neither as it is nor as the API has it", async () => {
    const secrets = await api.list<Secret>("/api/v1/secrets");
    // Names of users and repositories lie beside their passwords.
    const values = secrets
      .flatMap(({ data = {} }) => Object.values(data))
      .filter((value) => value.length >= 16 && !/^[a-z-]+$/.test(Buffer.from(value, "base64").toString("utf8")));
    const forms = values.flatMap((value) => [value, Buffer.from(value, "base64").toString("utf8")]);
    expect(forms.filter((form) => text.includes(form))).toEqual([]);
    expect(text).not.toContain(`content-of-${marker}`);
    expect(values.length).toBeGreaterThan(40);
  });

  test("leaves out what machines read of their own pods, but for secrets, and not what they change", () => {
    const ofNas = lines.filter(({ user }) => user.username === "system:node:nas");
    const read = ofNas.filter(({ verb }) => ["get", "list", "watch"].includes(verb)).map(({ objectRef }) => objectRef?.resource);
    expect([...new Set(read)]).toEqual(["secrets"]);
    expect(ofNas.map(({ verb }) => verb)).toContain("patch");
  });

  test("is read by root alone", () => {
    const [folder, file] = [statSync(logs()), statSync(join(logs(), "audit.log"))];
    expect([folder.mode & 0o777, folder.uid, file.mode & 0o777, file.uid]).toEqual([0o700, 0, 0o600, 0]);
    report("audit log after the start", `${Math.ceil(file.size / 1024)} KiB`);
  });
});

test("no pod may have more threads than k3s is told, and none comes near it", () => {
  const limits = runningIn(bed).map(({ namespace, pod, pid }) => ({ of: `${namespace}/${pod}`, ...threadsOfPod(pid) }));
  expect(limits.filter(({ limit }) => limit !== 1024)).toEqual([]);
  expect(limits.filter(({ now }) => now > 256)).toEqual([]);
  report("threads of the pod with the most", `${Math.max(...limits.map(({ now }) => now))} of 1024`);
});
