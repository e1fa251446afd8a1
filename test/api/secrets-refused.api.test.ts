import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { machineLabel } from "../../charts/kit/labels";
import { jobComplete } from "../../cli/cluster/job";
import { Authority } from "../../cli/secrets/authority";
import { fewSecrets } from "../main/part";
import { freePort } from "../support/real";
import type { Cluster } from "./cluster";
import { kubeconfig } from "./credentials";
import { eventually } from "./eventually";
import { guestPod } from "./guest";
import { liveSecrets, misplaced } from "./live-secrets";
import { namesTheCluster, onlyLine } from "./only-line";
import { Owner, ownerPrograms } from "./owner";
import { describeOnCluster } from "./suite";

const apply = ["secrets", "apply"];
const database = "/api/v1/namespaces/public/secrets/n8n-database";

describeOnCluster(
  "a cluster that mk360 secrets must not fill",
  (cluster) => {
    let owner: Owner;
    let values: Awaited<ReturnType<Owner["values"]>>;

    beforeAll(async () => {
      owner = new Owner(cluster().plane);
      owner.take(fewSecrets);
      await owner.prepare();
      values = await owner.values();
      expect(await owner.mk360(apply)).toMatchObject({ code: 0 });
    });

    /** Whatever was in the way is gone: the same command brings everything to its end. */
    async function goesThrough(args: readonly string[]): Promise<void> {
      expect(await owner.mk360(args)).toMatchObject({ code: 0, stderr: expect.stringMatching(namesTheCluster) });
      expect(misplaced(owner.credentials, values, await liveSecrets(cluster()))).toEqual([]);
    }

    /** Runs a command that is refused in one line, and proves that it has changed nothing anywhere. */
    async function refused(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
      const [live, files, dist] = [await liveSecrets(cluster()), owner.tree("secrets"), owner.tree("dist")];
      const run = await owner.mk360(args, env);
      expect(await liveSecrets(cluster())).toEqual(live);
      expect(owner.tree("secrets")).toEqual(files);
      expect(owner.tree("dist")).toEqual(dist);
      return onlyLine(run);
    }

    /** A kubeconfig of the test's own. */
    function another(server: string, certificate: string, token: string): string {
      const file = join(owner.folder, "another.kubeconfig");
      writeFileSync(file, kubeconfig(server, certificate, token));
      return file;
    }

    // Each test leaves a Secret to deliver, so that a command that goes through has something to do.
    async function removeDatabase(): Promise<void> {
      await cluster().api.remove(database);
    }

    afterEach(async () => {
      await cluster().api.merge("/api/v1/nodes/vps", { metadata: { labels: { [machineLabel]: "vps" } } });
    });

    test.each([apply, ["secrets", "rotate", "n8n-database", "--apply"]])("%s %s: it cannot be reached", async (...args) => {
      await removeDatabase();
      const server = `https://127.0.0.1:${await freePort()}`;
      const file = another(server, cluster().plane.certificate, "none");
      expect(await refused([...args, "--kubeconfig", file, "--timeout", "1"])).toMatch(
        new RegExp(`^cluster: ${server} \\(context test\\) is ".*ECONNREFUSED.*Fix: check the VPN`),
      );
      await goesThrough(apply);
    });

    test("its certificate is not the one of the kubeconfig", async () => {
      await removeDatabase();
      const certificate = join(owner.folder, "another.crt");
      writeFileSync(certificate, (await Authority.create(new Date())).pair.certificate);
      const file = another(cluster().plane.server, certificate, "none");
      expect(await refused([...apply, "--kubeconfig", file])).toMatch(
        /Allowed: a server whose certificate .* Fix: take the kubeconfig of this/,
      );
      await goesThrough(apply);
    });

    test("it does not know the user", async () => {
      const file = another(cluster().plane.server, cluster().plane.certificate, "unknown");
      expect(await refused([...apply, "--kubeconfig", file])).toMatch(/Unauthorized.*Fix: take a fresh kubeconfig from the server/);
    });

    test.each([apply, ["secrets", "rotate", "n8n-database", "--apply"]])("%s %s: it has no node of ours", async (...args) => {
      await removeDatabase();
      await cluster().api.merge("/api/v1/nodes/vps", { metadata: { labels: { [machineLabel]: null } } });
      expect(await refused(args)).toMatch(/is "nodes nas, vps"\. Allowed: a cluster with a node labelled mk360\.de\/site=vps/);
      await cluster().api.merge("/api/v1/nodes/vps", { metadata: { labels: { [machineLabel]: "vps" } } });
      await goesThrough(apply);
    });

    test("the user may do nothing, then look, then write in one namespace alone, and at last write everywhere", async () => {
      // The first that would be written, so that a delivery that only fails later is seen.
      const [{ name = "", namespaces: [namespace = ""] = [] } = {}] = owner.credentials;
      await cluster().api.remove(`/api/v1/namespaces/${namespace}/secrets/${name}`);
      const asGuest = [...apply, "--kubeconfig", cluster().plane.guestKubeconfig];
      expect(await refused(asGuest)).toMatch(/guest\S+ cannot list resource \S+nodes.*Allowed: a user who may read this/);
      await allow(cluster(), "look", ["get", "list"]);
      expect(await refused(asGuest)).toMatch(/guest\S+ cannot patch resource \S+secrets.*Allowed: a user who may write this/);
      await allow(cluster(), "write-in-one", ["create", "patch"], namespace);
      expect(await refused(asGuest)).toMatch(/guest\S+ cannot patch resource \S+secrets.*Allowed: a user who may write this/);
      await allow(cluster(), "write", ["create", "patch"]);
      await goesThrough(asGuest);
    });

    test("somebody made a Secret of the same name", async () => {
      await removeDatabase();
      await cluster().kubectl(["--namespace=public", "create", "secret", "generic", "n8n-database", "--from-literal=password=theirs"]);
      expect(await refused(apply)).toMatch(
        /Secret public\/n8n-database is "made by kubectl-create".*Fix: .*kubectl -n public delete secret/,
      );
      await removeDatabase();
      await goesThrough(apply);
    });

    test("a field of a Secret belongs to somebody else", async () => {
      await cluster().api.remove("/api/v1/namespaces/storage/secrets/n8n-database");
      await takeOver(cluster(), "their-tool");
      expect(await refused(apply)).toMatch(
        /n8n-database is ".*conflict.*their-tool.*Fix: let their-tool change them, or remove the object/,
      );
      await removeDatabase();
      await goesThrough(apply);
    });

    test.each([apply, ["secrets", "renew", "--all", "--apply"]])("%s %s: Flux fills it", async (...args) => {
      await takeOver(cluster(), "kustomize-controller");
      expect(await refused(args)).toMatch(/Secret public\/n8n-database is "made by kustomize-controller".*Fix: commit secrets\/ and push/);
      await removeDatabase();
      await goesThrough(apply);
    });

    test("a namespace is being deleted", async () => {
      await cluster().api.merge("/api/v1/namespaces/public", { metadata: { finalizers: ["test.mk360.de/hold"] } });
      await cluster().api.remove("/api/v1/namespaces/public");
      await eventually("nothing is left in it", 60, async () =>
        (await cluster().api.list<{ metadata: { name: string } }>("/api/v1/namespaces/public/secrets")).map(
          ({ metadata }) => metadata.name,
        ),
      );
      expect(await refused(apply)).toMatch(/namespace public is "being deleted".*Fix: wait until .*then run the same command again/);
      await cluster().api.merge("/api/v1/namespaces/public", { metadata: { finalizers: null } });
      await eventually("it is gone", 60, async () => ((await cluster().api.get("/api/v1/namespaces/public")) ? ["it is there"] : []));
      expect(await owner.mk360(apply)).toMatchObject({ code: 0, stderr: expect.stringContaining("no namespace public: kubectl applies") });
      await goesThrough(apply);
    });

    test("there is no kubectl for what follows a rotation", async () => {
      const args = ["secrets", "rotate", "n8n-database", "--apply"];
      expect(await refused(args, { PATH: "/nowhere", SOPS_BIN: ownerPrograms.sops ?? "" })).toMatch(/kubectl: .*not on the path/);
    });

    test("a job that provisions has failed", async () => {
      const { spec } = guestPod("", { cpu: 1, memory: 1e6, memoryLimit: 1e6, disk: 1e6 }) as { spec: object };
      const pod = { ...spec, restartPolicy: "Never" };
      const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "held-for-ever" },
        spec: { activeDeadlineSeconds: 1, template: { spec: pod } },
      };
      await cluster().api.create("/apis/batch/v1/namespaces/default/jobs", job);
      const reader = { get: async <T>(path: string) => (await cluster().api.get<T>(path)) as T };
      await expect(jobComplete(reader, "default", "held-for-ever", 5)).rejects.toThrow(
        /job default\/held-for-ever is "failed: .*deadline".*Fix: kubectl -n default logs job\/held-for-ever says why/,
      );
    });
  },
  { programs: ownerPrograms },
);

/** Lets the guest do more, everywhere or in one namespace. */
async function allow(cluster: Cluster, name: string, verbs: readonly string[], namespace?: string): Promise<void> {
  const rules = [{ apiGroups: [""], resources: ["secrets", "nodes", "namespaces"], verbs }];
  const [role, binding] = namespace ? ["Role", "RoleBinding"] : ["ClusterRole", "ClusterRoleBinding"];
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const root = `/apis/${apiVersion}${namespace ? `/namespaces/${namespace}` : ""}`;
  await cluster.api.create(`${root}/${role.toLowerCase()}s`, { apiVersion, kind: role, metadata: { name }, rules });
  await cluster.api.create(`${root}/${binding.toLowerCase()}s`, {
    apiVersion,
    kind: binding,
    metadata: { name },
    subjects: [{ kind: "User", name: "guest", apiGroup: "rbac.authorization.k8s.io" }],
    roleRef: { kind: role, name, apiGroup: "rbac.authorization.k8s.io" },
  });
}

/** Another program applies the password of n8n's database, and takes the field. */
async function takeOver(cluster: Cluster, manager: string): Promise<void> {
  const path = `${database}?fieldManager=${manager}&force=true`;
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "n8n-database" }, data: { password: "dGhlaXJz" } };
  expect(await cluster.api.send("PATCH", path, secret, "application/apply-patch+yaml")).toMatchObject({ code: 200 });
}
