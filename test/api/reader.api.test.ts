import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { outputsOf } from "../../charts/output/outputs";
import { stackOf } from "../support/stack";
import { eventually } from "./eventually";
import { describeOnCluster } from "./suite";

const page = readFileSync(join(__dirname, "../../docs/getting-started.md"), "utf8");
/** The lines of the guide that make the file, as the owner pastes them. */
const lines = (/```sh\n(umask 077; mkdir -p \$HOME\/\.kube\n[\s\S]*?)```/.exec(page)?.[1] ?? "").trim();
const { dist } = outputsOf(stackOf(), { state: [], released: [] });

describeOnCluster("the kubeconfig for every day", (cluster) => {
  const asReader = (...words: string[]) => cluster().kubectl(["--kubeconfig", join(cluster().root, ".kube/mk360-reader"), ...words]);

  beforeAll(async () => {
    expect((await cluster().apply(dist)).code).toBe(0);
    await eventually("Kubernetes has put its role view together", 60, async () => {
      const { stdout } = await cluster().kubectl(["get", "clusterrole", "view", "-o", "jsonpath={.rules[*].resources[*]}"]);
      return stdout.includes("pods") ? [] : ["view is empty"];
    });
    const { code, stderr } = await cluster().shell(`set -e\n${lines}`);
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  });

  test.each([
    ["get", "pods,configmaps,services,networkpolicies,resourcequotas,cronjobs,persistentvolumeclaims,events", "-A"],
    ["get", "nodes,namespaces,persistentvolumes,storageclasses,priorityclasses,clusterroles"],
    ["-n", "public", "describe", "networkpolicy", "n8n-egress"],
    ["-n", "public", "get", "deployment", "n8n", "-o", "yaml"],
  ])("looks: kubectl %s %s", async (...words) => {
    const { code, stderr } = await asReader(...words);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test.each([
    [["get", "secrets", "-A"]],
    [["-n", "storage", "get", "secret", "postgres-tls"]],
    [["-n", "public", "delete", "deployment", "n8n"]],
    [["-n", "public", "scale", "deployment", "n8n", "--replicas=0"]],
    [["-n", "public", "create", "configmap", "mine"]],
    [["-n", "ops", "create", "token", "reader"]],
    [["label", "namespace", "public", "pod-security.kubernetes.io/enforce=privileged", "--overwrite"]],
    [["create", "clusterrolebinding", "mine", "--clusterrole=cluster-admin", "--serviceaccount=ops:reader"]],
  ])("and no more: kubectl %j", async (words) => {
    const { code, stderr } = await asReader(...words);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/forbidden/i);
  });

  test("holds nothing of the owner's, and no right in any namespace but to look", async () => {
    const { stdout } = await asReader("config", "view", "--raw", "-o", "json");
    const { users } = JSON.parse(stdout) as { users: { name: string; user: object }[] };
    expect(users.map(({ name, user }) => [name, Object.keys(user)])).toEqual([["reader", ["token"]]]);

    for (const namespace of ["public", "ops", "storage", "kube-system"]) {
      const list = await asReader("auth", "can-i", "--list", "--no-headers", "-n", namespace);
      const rights = list.stdout.trim().split("\n");
      expect(rights.length).toBeGreaterThan(20);
      const more = rights.filter((line) => !/\[(get|list|watch)( (get|list|watch))*\]$/.test(line));
      expect(more.filter((line) => !/^self(subject\w+|subjectreviews)\.(authorization|authentication)\.k8s\.io /.test(line))).toEqual([]);
      expect(rights.filter((line) => /^(secrets|pods\/exec|pods\/attach|pods\/portforward|serviceaccounts\/token|\*)/.test(line))).toEqual(
        [],
      );
    }
  });
});
