import { describe, expect, test } from "@jest/globals";
import type { Stack } from "../../charts/model/stack";
import { containersOf, ofKind, type Pod, podsOf } from "../support/pods";
import { type DistObject, shapes, whole } from "../support/stack";

const nameLabel = "app.kubernetes.io/name";

/** What a pod names and nothing holds. */
function missingOf({ objects, stack }: { objects: readonly DistObject[]; stack: Stack }): string[] {
  const there = new Set(objects.map(({ object: { kind, metadata } }) => `${kind} ${metadata.namespace}/${metadata.name}`));
  const has = (kind: string, namespace: string, name: string) => there.has(`${kind} ${namespace}/${name}`);
  const made = [...stack.credentials].flatMap(([{ name, keys }, namespaces]) =>
    namespaces.map((namespace) => [`${namespace}/${name}`, Object.keys(keys)] as const),
  );
  const keysOf = new Map(made);
  const keys = (namespace: string, name: string) => keysOf.get(`${namespace}/${name}`) ?? [];
  return podsOf(objects).flatMap((pod) => {
    const { namespace, name, spec } = pod;
    const missing: string[] = [];
    for (const { configMap, persistentVolumeClaim: claim, secret } of spec.volumes ?? []) {
      if (configMap && !has("ConfigMap", namespace, configMap.name)) missing.push(`${name}: ConfigMap ${configMap.name}`);
      if (claim && !has("PersistentVolumeClaim", namespace, claim.claimName)) missing.push(`${name}: claim ${claim.claimName}`);
      for (const { key } of secret?.items ?? [])
        if (!keys(namespace, secret?.secretName ?? "").includes(key)) missing.push(`${name}: Secret ${secret?.secretName}/${key}`);
      if (secret && !secret.items?.length) missing.push(`${name}: all keys of Secret ${secret.secretName}`);
    }
    for (const { name: variable, valueFrom } of containersOf(pod).flatMap(({ env = [] }) => env)) {
      const ref = valueFrom?.secretKeyRef;
      if (ref && !keys(namespace, ref.name).includes(ref.key)) missing.push(`${name}: Secret ${ref.name}/${ref.key} for ${variable}`);
      if (valueFrom && !ref) missing.push(`${name}: ${variable} comes from something that no rule knows`);
    }
    for (const { name: volume } of containersOf(pod).flatMap(({ volumeMounts = [] }) => volumeMounts)) {
      if (!spec.volumes?.some((each) => each.name === volume)) missing.push(`${name}: volume ${volume}`);
    }
    return missing;
  });
}

describe.each(shapes)("$name", ({ objects, stack }) => {
  const pods = podsOf(objects);
  const selected = (namespace: string | undefined, labels: Readonly<Record<string, string>>): Pod[] =>
    pods.filter((pod) => pod.namespace === namespace && Object.entries(labels).every(([key, value]) => pod.labels[key] === value));

  test("every ConfigMap, claim and Secret that a pod names exists in its namespace, with the keys", () => {
    expect(missingOf({ objects, stack })).toEqual([]);
  });

  test("every ConfigMap is read by a pod", () => {
    const read = new Set(
      pods.flatMap(({ namespace, spec }) => (spec.volumes ?? []).map(({ configMap }) => `${namespace}/${configMap?.name}`)),
    );
    expect(
      ofKind(objects, "ConfigMap")
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
        .filter((name) => !read.has(name)),
    ).toEqual([]);
  });

  test("every claim belongs to a pod, or is parked", () => {
    const mounted = new Set(
      pods.flatMap(({ namespace, spec }) =>
        (spec.volumes ?? []).map((volume) => `${namespace}/${volume.persistentVolumeClaim?.claimName}`),
      ),
    );
    const idle = objects.filter(
      ({ object: { kind, metadata } }) => kind === "PersistentVolumeClaim" && !mounted.has(`${metadata.namespace}/${metadata.name}`),
    );
    expect(idle.filter(({ path }) => !/\/parked-/.test(path)).map(({ object }) => object.metadata.name)).toEqual([]);
  });

  test("every file of a secret that a program is told of is mounted in that program", () => {
    const wrong = pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) => {
        const mounted = (container.volumeMounts ?? []).flatMap(
          ({ name, mountPath }) =>
            pod.spec.volumes?.find((volume) => volume.name === name)?.secret?.items?.map(({ path }) => `${mountPath}/${path}`) ?? [],
        );
        const words = [...(container.env ?? []).map(({ value }) => value ?? ""), ...(container.command ?? []), ...(container.args ?? [])];
        return words
          .flatMap((word) => word.match(/\/secrets\/[a-z0-9.-]+\/[a-z0-9.-]+/g) ?? [])
          .filter((path) => !mounted.includes(path))
          .map((path) => `${pod.name} ${container.name}: ${path}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("every file of a secret that a mounted list names is mounted beside it", () => {
    const wrong = pods.flatMap((pod) => {
      const mounted = (pod.spec.volumes ?? []).flatMap(
        ({ secret }) => secret?.items?.map(({ key }) => `/secrets/${secret.secretName}/${key}`) ?? [],
      );
      const lists = (pod.spec.volumes ?? []).flatMap(({ configMap }) =>
        ofKind(objects, "ConfigMap").filter(({ metadata }) => metadata.namespace === pod.namespace && metadata.name === configMap?.name),
      );
      const text = lists.map((map) => JSON.stringify(map.data)).join();
      return (text.match(/\/secrets\/[a-z0-9.-]+\/[a-z0-9.-]+/g) ?? [])
        .filter((path) => !mounted.includes(path))
        .map((path) => `${pod.name}: ${path}`);
    });
    expect(wrong).toEqual([]);
  });

  test("no object carries the library's label of construct paths", () => {
    const bearers = objects.filter(({ object }) => JSON.stringify(object).includes("cdk8s.io/metadata.addr"));
    expect(bearers.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual([]);
  });

  test("every controller selects its own pods and nobody else's, by the name alone", () => {
    for (const pod of pods.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")) {
      const labels = (pod.controller.selector as { matchLabels: Record<string, string> }).matchLabels;
      expect(labels).toEqual({ [nameLabel]: pod.name });
      expect(selected(pod.namespace, labels).map(({ name }) => name)).toEqual([pod.name]);
    }
  });

  test("no job brings a selector of its own", () => {
    expect(pods.filter(({ kind, controller }) => kind === "Job" && controller.selector !== undefined)).toEqual([]);
  });

  test("every Service selects exactly one workload, and each of its ports is a port of that pod", () => {
    for (const service of ofKind(objects, "Service")) {
      const { selector, ports } = service.spec as {
        selector: Record<string, string>;
        ports: { name: string; targetPort: number; protocol: string }[];
      };
      expect(selector).toEqual({ [nameLabel]: service.metadata.name });
      const behind = selected(service.metadata.namespace, selector);
      expect(behind.map(({ name }) => name)).toEqual([service.metadata.name]);
      const open = behind.flatMap(({ spec }) =>
        spec.containers.flatMap(({ ports: list = [] }) => list.map((port) => `${port.containerPort}/${port.protocol}`)),
      );
      for (const { targetPort, protocol } of ports) expect(open).toContain(`${targetPort}/${protocol}`);
    }
  });

  test("every policy but the default one selects exactly one workload, by the name alone", () => {
    for (const policy of ofKind(objects, "NetworkPolicy").filter(({ metadata }) => metadata.name !== "default-deny")) {
      const labels = (policy.spec as { podSelector: { matchLabels: Record<string, string> } }).podSelector.matchLabels;
      expect(Object.keys(labels)).toEqual([nameLabel]);
      expect([policy.metadata.name, selected(policy.metadata.namespace, labels).length]).toEqual([policy.metadata.name, 1]);
    }
  });

  test("every probe asks a port that its own container opens", () => {
    for (const { name, ports = [], startupProbe, readinessProbe, livenessProbe } of pods.flatMap(({ spec }) => spec.containers)) {
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
        if (port !== undefined)
          expect([name, ports.map(({ containerPort }) => containerPort)]).toEqual([name, expect.arrayContaining([port])]);
      }
    }
  });
});

describe("the check of references notices", () => {
  test.each(
    whole.objects
      .filter(({ object: { kind } }) => kind === "ConfigMap" || kind === "PersistentVolumeClaim")
      .map((one) => [`${one.object.kind} ${one.object.metadata.name}`, one] as const),
  )("a missing %s", (_, gone) => {
    const used = missingOf({ objects: whole.objects.filter((one) => one !== gone), stack: whole.stack });
    expect(used.some((line) => line.includes(gone.object.metadata.name))).toBe(true);
  });

  test("a Secret that the stack does not make for the namespace", () => {
    const credentials = new Map([...whole.stack.credentials].filter(([{ name }]) => name !== "n8n-encryption"));
    expect(missingOf({ objects: whole.objects, stack: { credentials } as unknown as Stack })).toEqual(["n8n: Secret n8n-encryption/key"]);
  });
});
