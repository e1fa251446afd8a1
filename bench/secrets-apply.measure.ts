import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "@jest/globals";
import { dump } from "js-yaml";
import type { Cluster } from "../test/api/cluster";
import { liveSecrets } from "../test/api/live-secrets";
import { Owner, ownerPrograms } from "../test/api/owner";
import { describeOnCluster } from "../test/api/suite";

/** Both bring the same Secrets into the same namespaces, in which there are none; ours decrypts them as well. */
describeOnCluster(
  "secrets apply against a kubectl call for each",
  (cluster) => {
    test("is measured", async () => {
      const owner = new Owner(cluster().plane);
      await owner.prepare();
      await owner.mk360(["secrets", "apply"]);
      const secrets = [...(await liveSecrets(cluster()))];
      const files = secrets.map(([place, { data }], index) => {
        const [namespace, name] = place.split("/");
        const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData: data };
        const file = join(owner.folder, `plain-${index}.yaml`);
        writeFileSync(file, dump(secret));
        return file;
      });

      await removeAll(cluster());
      const ours = await seconds(async () => [await owner.mk360(["secrets", "apply"])]);
      await removeAll(cluster());
      const each = await seconds(async () => {
        const runs = [];
        for (const file of files) runs.push(await cluster().kubectl(["apply", "-f", file]));
        return runs;
      });
      writeFileSync(process.env.RESULT ?? "", JSON.stringify({ secrets: secrets.length, ours, each }));
    });
  },
  { programs: ownerPrograms },
);

async function removeAll(cluster: Cluster): Promise<void> {
  for (const place of (await liveSecrets(cluster)).keys()) {
    await cluster.api.remove(`/api/v1/namespaces/${place.replace("/", "/secrets/")}`);
  }
}

async function seconds(work: () => Promise<readonly { code: number | null; stderr: string }[]>): Promise<number> {
  const started = process.hrtime.bigint();
  const failed = (await work()).find(({ code }) => code !== 0);
  if (failed) throw new Error(failed.stderr);
  return Number(process.hrtime.bigint() - started) / 1e9;
}
