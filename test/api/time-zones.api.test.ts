import { expect, test } from "@jest/globals";
import { timeZoneNames } from "../../charts/config/time-zone-names";
import type { Cluster } from "./cluster";
import { describeOnCluster } from "./suite";

const respelled = [...new Set(timeZoneNames.flatMap((name) => [name.toLowerCase(), name.toUpperCase()]))];

describeOnCluster("the time zones of CronJobs", (cluster) => {
  test("are taken by the API server in the spelling that config.yaml takes", async () => {
    expect(await refusedOf(cluster(), timeZoneNames)).toEqual([]);
  });

  test("are refused in every other spelling", async () => {
    const others = respelled.filter((name) => !timeZoneNames.includes(name));
    const refused = await refusedOf(cluster(), [...others, "Etc/Utc", "Europe/KYIV", "US/PACIFIC", "Local"]);
    expect(others.filter((name) => !refused.includes(name))).toEqual([]);
    expect(refused).toEqual(expect.arrayContaining(["Etc/Utc", "Europe/KYIV", "US/PACIFIC", "Local"]));
  });
});

/** The names that the API server refuses for a CronJob; nothing is kept of it. */
async function refusedOf(cluster: Cluster, names: readonly string[]): Promise<string[]> {
  const refused: string[] = [];
  for (const timeZone of names) {
    const { code } = await cluster.api.send("POST", "/apis/batch/v1/namespaces/default/cronjobs?dryRun=All", cronJob(timeZone));
    if (code === 422) refused.push(timeZone);
    else if (code !== 201) throw new Error(`${timeZone}: the API server says ${code}`);
  }
  return refused;
}

function cronJob(timeZone: string): object {
  const pod = { restartPolicy: "Never", containers: [{ name: "zone", image: "zone" }] };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "zone" },
    spec: { schedule: "30 3 * * *", timeZone, jobTemplate: { spec: { template: { spec: pod } } } },
  };
}
