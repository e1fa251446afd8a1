import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { fewSecrets } from "../main/part";
import type { Cluster } from "./cluster";
import { eventually } from "./eventually";
import { FullStore } from "./full-store";
import { liveSecrets, misplaced } from "./live-secrets";
import { namesTheCluster, onlyLine } from "./only-line";
import { Owner, ownerPrograms } from "./owner";
import { SlowWay } from "./slow-way";
import { describeOnCluster } from "./suite";

const apply = ["secrets", "apply"];
const rotate = ["secrets", "rotate", "n8n-database", "--apply"];
/** Enough for everything that a control plane keeps here, and soon filled. */
const storeBytes = 32 * 1024 ** 2;

describeOnCluster(
  "mk360 secrets, interrupted",
  (cluster) => {
    let owner: Owner;

    beforeAll(async () => {
      owner = new Owner(cluster().plane);
      owner.take(fewSecrets);
      await owner.prepare();
      expect(await owner.mk360(apply)).toMatchObject({ code: 0 });
    });

    // Each test begins with a cluster whose Secrets are to be delivered.
    beforeEach(async () => {
      await removeAll(cluster());
    });

    const ways: SlowWay[] = [];
    afterEach(() => {
      for (const way of ways.splice(0)) way.close();
      owner.endAll();
    });

    async function slowWay(delay: number): Promise<string> {
      const way = await SlowWay.open(cluster().plane, delay);
      ways.push(way);
      return way.kubeconfig;
    }

    async function goesThrough(args: readonly string[]): Promise<void> {
      const { code, stderr } = await owner.mk360(args);
      expect({ code, refused: code === 0 ? "" : stderr }).toEqual({ code: 0, refused: "" });
      expect(misplaced(owner.credentials, await owner.values(), await liveSecrets(cluster()))).toEqual([]);
    }

    test("a slow API server is waited for, and one that never answers is given up after the time that was asked for", async () => {
      const never = await slowWay(Number.POSITIVE_INFINITY);
      const run = await owner.mk360([...apply, "--kubeconfig", never, "--timeout", "2"]);
      expect(onlyLine(run)).toMatch(/is "no answer within 2 s".*Fix: check the VPN/);
      await goesThrough([...apply, "--kubeconfig", await slowWay(100)]);
    });

    test("an API server that restarts in the middle is waited for", async () => {
      const way = await slowWay(100);
      const { done } = owner.start([...apply, "--kubeconfig", way, "--timeout", "120"]);
      await crashInTheMiddle(cluster());
      cluster().plane.startApiServer();
      const { code, stderr } = await done;
      expect({ code, said: stderr.replace(namesTheCluster, "") }).toEqual({ code: 0, said: "" });
      await goesThrough(apply);
    });

    test("an API server that stays away is given up, and the same command goes on when it is back", async () => {
      const way = await slowWay(100);
      const { done } = owner.start([...apply, "--kubeconfig", way, "--timeout", "2"]);
      await crashInTheMiddle(cluster());
      expect(onlyLine(await done)).toMatch(/Allowed: an API server that answers\. Fix: .*then run the same command again/);
      cluster().plane.startApiServer();
      await goesThrough([...apply, "--timeout", "120"]);
    });

    test("a full store of the cluster is named, and the same command goes through when it is freed", async () => {
      const store = new FullStore(cluster().plane.store);
      await store.fill();
      expect(onlyLine(await owner.mk360(apply))).toMatch(
        /database space exceeded.*Fix: free space on the server, compact and defragment etcd/,
      );
      await store.free();
      await goesThrough(apply);
    });

    test.each([
      ["while it decrypts", apply, () => sopsHas(owner, "decrypt")],
      ["while it writes to the cluster", apply, async () => (await liveSecrets(cluster())).size > 0],
      ["while it decrypts", rotate, () => sopsHas(owner, "decrypt")],
      ["while it encrypts", rotate, () => sopsHas(owner, "encrypt")],
      ["when secrets/ has just changed", rotate, changes(() => owner.read("secrets/generations.yaml"))],
      ["when dist has just changed", rotate, changes(() => owner.read("dist/20-apps/n8n.yaml"))],
      ["while kubectl works", rotate, () => called(owner, /^kubectl (apply|rollout)/)],
    ])("Ctrl-C %s in %j leaves secrets/ whole, and the same command ends well", async (_when, args, hasCome) => {
      const before = owner.tree("secrets");
      owner.forgetCalls();
      await hasCome();
      const { child, done } = owner.start(args);
      const ended = done.then(() => true);
      while (!(await hasCome()) && !(await Promise.race([ended, false]))) await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill("SIGINT");
      const { code, stderr } = await done;
      expect(code).toBe(130);
      expect(stderr).toContain("mk360 was interrupted. What was written is whole; the same command goes on where it stopped.\n");
      const after = owner.tree("secrets");
      expect(Object.keys(after)).toEqual(Object.keys(before));
      expect(workInProgress(owner)).toEqual([]);
      await goesThrough(args);
    });
  },
  { programs: ownerPrograms, limits: { storeBytes } },
);

/** Crashes the API server when some Secrets are in the cluster and others are not. */
async function crashInTheMiddle(cluster: Cluster): Promise<void> {
  await eventually("the first Secrets are there", 60, async () => ((await liveSecrets(cluster)).size > 0 ? [] : ["none yet"]));
  await cluster.plane.crashApiServer();
}

async function removeAll(cluster: Cluster): Promise<void> {
  await Promise.all(
    [...(await liveSecrets(cluster)).keys()].map((place) => cluster.api.remove(`/api/v1/namespaces/${place.replace("/", "/secrets/")}`)),
  );
}

async function sopsHas(owner: Owner, verb: string): Promise<boolean> {
  return called(owner, new RegExp(`^sops (--config \\S+ )?${verb} `));
}

async function called(owner: Owner, call: RegExp): Promise<boolean> {
  return owner.called.some((line) => call.test(line));
}

/** Whether a file is other than when this was first asked; while its folder takes its place there is none. */
function changes(read: () => string): () => Promise<boolean> {
  let first: string | undefined;
  return async () => {
    try {
      const now = read();
      first ??= now;
      return now !== first;
    } catch {
      return false;
    }
  };
}

/** What a command leaves beside the folders that it replaces, when it does not end. */
function workInProgress(owner: Owner): string[] {
  const folder = join(owner.folder, ".cdk8s");
  return existsSync(folder) ? readdirSync(folder) : [];
}
