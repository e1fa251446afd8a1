import { describe, expect, test } from "@jest/globals";
import { exceptionsOf } from "../../charts/model/access/exception";
import { amount, type Container, containersOf, ofKind, type Pod, podsOf, runsForEver } from "../support/pods";
import { shapes } from "../support/stack";

const dayAndNight = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

describe.each(shapes)("$name", ({ objects, stack }) => {
  const pods = podsOf(objects);
  const label = (pod: Pod, container?: Container) => `${pod.namespace}/${pod.name}${container ? ` ${container.name}` : ""}`;
  /** The pods that break a rule, by name, so that a red test says whom to look at. */
  const pod = (breaks: (pod: Pod) => boolean) => pods.filter(breaks).map((each) => label(each));
  const container = (breaks: (container: Container, pod: Pod) => boolean) =>
    pods.flatMap((each) =>
      containersOf(each)
        .filter((one) => breaks(one, each))
        .map((one) => label(each, one)),
    );

  const subjectsOf = (rule: string) =>
    exceptionsOf(stack.workloads)
      .filter((exception) => exception.rule === rule)
      .map(({ subject }) => subject);

  test("there are pods to judge", () => {
    expect(pods.length).toBeGreaterThan(15);
  });

  test.each(["cpu", "memory", "ephemeral-storage"])("every container, before the main one too, requests %s", (resource) => {
    expect(container(({ resources }) => !(amount(resources?.requests?.[resource]) > 0))).toEqual([]);
  });

  test("every pod names the runtime's seccomp profile, for containers that somebody adds later too", () => {
    expect(pod(({ spec }) => spec.securityContext?.seccompProfile?.type !== "RuntimeDefault")).toEqual([]);
  });

  test("every container has a memory limit, not below its request", () => {
    expect(container(({ resources }) => !(amount(resources?.limits?.memory) >= amount(resources?.requests?.memory)))).toEqual([]);
  });

  test("every container has a limit of ephemeral storage; without one the namespace's default of 128Mi would be its end", () => {
    expect(container(({ resources }) => !(amount(resources?.limits?.["ephemeral-storage"]) > 0))).toEqual([]);
  });

  test("the limit of ephemeral storage holds all scratch that the container mounts", () => {
    const breaks = ({ resources, volumeMounts = [] }: Container, { spec }: Pod) => {
      const scratch = volumeMounts.map(({ name }) => spec.volumes?.find((volume) => volume.name === name)?.emptyDir);
      const wanted = scratch.map((dir) => (dir?.medium === "Memory" ? 0 : amount(dir?.sizeLimit))).reduce((a, b) => a + b, 0);
      return !(amount(resources?.limits?.["ephemeral-storage"]) >= wanted);
    };
    expect(container(breaks)).toEqual([]);
  });

  test("scratch in memory leaves most of the memory limit to the program", () => {
    const breaks = ({ resources, volumeMounts = [] }: Container, { spec }: Pod) => {
      const inMemory = volumeMounts
        .map(({ name }) => spec.volumes?.find((volume) => volume.name === name)?.emptyDir)
        .filter((dir) => dir?.medium === "Memory");
      return inMemory.reduce((sum, dir) => sum + amount(dir?.sizeLimit), 0) * 2 > amount(resources?.limits?.memory);
    };
    expect(container(breaks)).toEqual([]);
  });

  test("every scratch directory has an end", () => {
    expect(
      pod(({ spec }) => (spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined && !(amount(emptyDir.sizeLimit) > 0))),
    ).toEqual([]);
  });

  test("no root file system can be written, but of the programs that are exceptions with a reason", () => {
    const excepted = subjectsOf("read-only root");
    expect(container(({ name, securityContext }) => securityContext?.readOnlyRootFilesystem !== true && !excepted.includes(name))).toEqual(
      [],
    );
  });

  test("user and group are numbers, in the pod and in each container, and never root but in exceptions with a reason", () => {
    const excepted = subjectsOf("no root");
    expect(
      container(({ securityContext: c }, { name, spec: { securityContext: p } }) =>
        [c?.runAsUser, c?.runAsGroup, p?.runAsUser, p?.runAsGroup].some(
          (id) => !Number.isInteger(id) || (id === 0 && !excepted.includes(name)),
        ),
      ),
    ).toEqual([]);
  });

  test("no pod gets a token of the API server, but those that are exceptions with a reason", () => {
    const excepted = subjectsOf("no Kubernetes API");
    const withToken = pods.filter(({ spec }) => spec.automountServiceAccountToken !== false || spec.serviceAccountName !== undefined);
    expect(withToken.map(({ name }) => name).sort()).toEqual([...new Set(excepted)].sort());
    for (const { name, spec } of withToken) expect(spec.serviceAccountName).toBe(name);
  });

  test("no pod gets the variables that Kubernetes makes of Services", () => {
    expect(pod(({ spec }) => spec.enableServiceLinks !== false)).toEqual([]);
  });

  test("every image is named by its digest, or is an exception with a reason", () => {
    const excepted = exceptionsOf(stack.workloads)
      .filter(({ rule }) => rule === "digest")
      .map(({ subject }) => subject);
    const allowed = stack.workloads.flatMap(({ programs }) =>
      programs.filter(({ image }) => excepted.includes(image.key)).map(({ image }) => stack.imageOf(image)),
    );
    expect(
      container(
        ({ image }) => !/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9./-]+:[A-Za-z0-9._-]+@sha256:[0-9a-f]{64}$/.test(image) && !allowed.includes(image),
      ),
    ).toEqual([]);
  });

  test("an image that is there is not asked for again, so that a registry's outage stops no restart", () => {
    expect(container(({ imagePullPolicy }) => imagePullPolicy !== "IfNotPresent")).toEqual([]);
  });

  test("every priority class that is named exists", () => {
    const classes = ofKind(objects, "PriorityClass").map(({ metadata }) => metadata.name);
    expect(pod(({ spec }) => !classes.includes(spec.priorityClassName ?? ""))).toEqual([]);
  });

  test("databases, proxies and DNS outrank services, and services outrank jobs", () => {
    const value = (name: string) => Number(ofKind(objects, "PriorityClass").find(({ metadata }) => metadata.name === name)?.value);
    expect(value("mk360-foundation")).toBeGreaterThan(value("mk360-normal"));
    expect(value("mk360-normal")).toBeGreaterThan(value("mk360-job"));
    const foundation = pods.filter(({ spec }) => spec.priorityClassName === "mk360-foundation").map(({ name }) => name);
    expect(foundation).toEqual(expect.arrayContaining(["postgres", "redis-business", "caddy-public", "caddy-private"]));
    expect(pod((each) => !runsForEver(each) && each.spec.priorityClassName !== "mk360-job")).toEqual([]);
  });

  test("every pod is bound to the machine of its service, and by nothing else", () => {
    for (const each of pods) {
      const workload = stack.workloads.find(({ name }) => name === each.labels["app.kubernetes.io/name"]);
      expect([label(each), each.spec.nodeSelector]).toEqual([label(each), { "mk360.de/site": workload?.machine }]);
      expect([each.spec.nodeName, each.spec.affinity]).toEqual([undefined, undefined]);
    }
  });

  test("pods of the NAS stand its taint, and stay bound however long the link is down", () => {
    for (const { spec } of pods.filter((each) => each.spec.nodeSelector?.["mk360.de/site"] === "nas")) {
      const tolerations = spec.tolerations ?? [];
      expect(tolerations.filter(({ effect }) => effect === "NoSchedule")).toEqual([
        { key: "mk360.de/site", operator: "Equal", value: "nas", effect: "NoSchedule" },
      ]);
      const staying = tolerations.filter(({ effect, operator }) => effect === "NoExecute" && operator === "Exists");
      expect(staying.map(({ key }) => key).sort()).toEqual(dayAndNight);
      expect(tolerations.some(({ tolerationSeconds }) => tolerationSeconds !== undefined)).toBe(false);
    }
  });

  test("pods of the server stand no taint, so that none of them slips onto the NAS", () => {
    expect(pod(({ spec }) => spec.nodeSelector?.["mk360.de/site"] === "vps" && (spec.tolerations ?? []).length > 0)).toEqual([]);
  });

  test("no pod of the server mounts anything of the NAS", () => {
    const bulk = ofKind(objects, "PersistentVolumeClaim").filter(
      (claim) => (claim.spec as { storageClassName: string }).storageClassName !== "hot",
    );
    const names = bulk.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(
      pod(
        ({ namespace, spec }) =>
          spec.nodeSelector?.["mk360.de/site"] === "vps" &&
          (spec.volumes ?? []).some(({ persistentVolumeClaim: c }) => c && names.includes(`${namespace}/${c.claimName}`)),
      ),
    ).toEqual([]);
  });

  test.each(["startupProbe", "readinessProbe", "livenessProbe"] as const)("every container that runs for ever has a %s", (probe) => {
    expect(container((one, each) => runsForEver(each) && each.spec.containers.includes(one) && one[probe] === undefined)).toEqual([]);
  });

  test("a start may take two minutes at least", () => {
    expect(container(({ startupProbe: p }) => p !== undefined && (p.periodSeconds ?? 10) * (p.failureThreshold ?? 3) < 120)).toEqual([]);
  });

  test("no liveness asks more than readiness does: what a database's absence fails must not restart its clients", () => {
    const alive = (name: string) => podsOf(objects).find((each) => each.name === name)?.spec.containers[0]?.livenessProbe;
    expect(alive("n8n")?.httpGet?.path).toBe("/healthz");
    expect(alive("paperless-business")).toMatchObject({ tcpSocket: { port: 8000 } });
  });

  test("programs that run to their end have no probes, which a Job's pod and an init container cannot have", () => {
    expect(
      container(
        (one, each) =>
          (!runsForEver(each) || (each.spec.initContainers ?? []).includes(one)) &&
          (one.readinessProbe ?? one.livenessProbe ?? one.startupProbe) !== undefined,
      ),
    ).toEqual([]);
  });

  test("a service's pod hands its volumes to its group once, a job's pod never", () => {
    expect(
      pod(
        ({ spec, ...each }) =>
          runsForEver({ spec, ...each }) &&
          (spec.securityContext?.fsGroup !== spec.securityContext?.runAsGroup ||
            spec.securityContext?.fsGroupChangePolicy !== "OnRootMismatch"),
      ),
    ).toEqual([]);
    expect(pod((each) => !runsForEver(each) && each.spec.securityContext?.fsGroup !== undefined)).toEqual([]);
  });

  test("whoever needs only the home network asks its resolver, all others the cluster's", () => {
    const lan = pods.filter(({ spec }) => spec.dnsPolicy === "None");
    expect(
      lan.every(({ spec }) => spec.nodeSelector?.["mk360.de/site"] === "nas" && spec.dnsConfig?.nameservers?.join() === "192.168.178.1"),
    ).toBe(true);
    expect(pod(({ spec }) => spec.dnsPolicy !== "None" && spec.dnsPolicy !== "ClusterFirst")).toEqual([]);
  });

  test("no two containers of a pod and no two volumes of a pod share a name, and no mount path is taken twice", () => {
    const twice = (names: readonly string[]) => new Set(names).size < names.length;
    expect(
      pod((each) => twice(containersOf(each).map(({ name }) => name)) || twice((each.spec.volumes ?? []).map(({ name }) => name))),
    ).toEqual([]);
    expect(container(({ volumeMounts = [] }) => twice(volumeMounts.map(({ mountPath }) => mountPath)))).toEqual([]);
  });

  test("no file is mounted by subPath, which no change ever reaches", () => {
    expect(container(({ volumeMounts = [] }) => volumeMounts.some(({ subPath }) => subPath !== undefined))).toEqual([]);
  });
});
