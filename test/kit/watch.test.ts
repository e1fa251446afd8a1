import { describe, expect, test } from "@jest/globals";
import { containersOf, type Pod, podsOf } from "../support/pods";
import { distObjects, shapes, stackOf } from "../support/stack";

const timed = (pods: readonly Pod[]) => pods.filter(({ kind }) => kind === "CronJob");
const envOf = (pod: Pod) => Object.fromEntries((pod.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
const tokensOf = (pod: Pod) =>
  (pod.spec.volumes ?? []).flatMap(({ secret }) => (secret?.secretName.startsWith("monitor-") ? [secret.secretName] : []));

/** What enters them into Uptime Kuma knows them all. */
const entersThem = ({ name }: Pod) => /^uptime-kuma-set-up(-daily|-[0-9a-f]{8})$/.test(name);

describe.each(shapes)("$name", ({ objects }) => {
  const jobs = timed(podsOf(objects));

  test("every timed job runs inside the script that tells Uptime Kuma", () => {
    expect(jobs.length).toBeGreaterThan(10);
    for (const { name, spec } of jobs)
      expect([name, spec.containers[0]?.command?.slice(0, 2)]).toEqual([name, ["sh", "/scripts/watched.sh"]]);
  });

  test("a job reads its own token and no other, as a file", () => {
    for (const pod of jobs) {
      if (!entersThem(pod)) expect([pod.name, tokensOf(pod)]).toEqual([pod.name, [`monitor-${pod.name}`]]);
      expect(envOf(pod)).toMatchObject({
        MONITOR_HOST: "uptime-kuma.ops.svc.cluster.local",
        MONITOR_PORT: "3001",
        MONITOR_TOKEN_FILE: `/secrets/monitor-${pod.name}/token`,
      });
    }
  });

  test("the programs that dump before see no token", () => {
    const seeing = jobs.flatMap(({ name, spec }) =>
      (spec.initContainers ?? [])
        .filter((each) => JSON.stringify(each).toLowerCase().includes("monitor"))
        .map((each) => `${name}/${each.name}`),
    );
    expect(seeing).toEqual([]);
  });

  test("what enters them into Uptime Kuma reads each of them", () => {
    const all = jobs.map(({ name }) => `monitor-${name}`).sort();
    expect(
      podsOf(objects)
        .filter(entersThem)
        .map((pod) => tokensOf(pod).sort()),
    ).toEqual([all, all]);
  });

  test("nothing else reads a token", () => {
    const others = podsOf(objects).filter((pod) => pod.kind !== "CronJob" && !entersThem(pod));
    expect(others.filter((pod) => tokensOf(pod).length > 0)).toEqual([]);
  });
});

test("where Uptime Kuma is off, nobody is told and no token is read", () => {
  const jobs = timed(podsOf(distObjects(stackOf({ off: ["uptime-kuma"] }))));
  expect(jobs.length).toBeGreaterThan(10);
  for (const pod of jobs) {
    expect([pod.name, tokensOf(pod), Object.keys(envOf(pod)).filter((name) => name.startsWith("MONITOR_"))]).toEqual([pod.name, [], []]);
    expect(containersOf(pod).some(({ image }) => image.includes("uptime-kuma"))).toBe(false);
  }
});
