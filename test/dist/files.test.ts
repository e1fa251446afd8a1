import { describe, expect, test } from "@jest/globals";
import { mvp, shapes } from "../support/stack";

const wave = /^(00-foundation|10-storage|20-apps|30-home|40-backup)\/[a-z0-9-]+\.yaml$/;

describe.each(shapes)("$name", ({ objects, stack }) => {
  const files = [...new Set(objects.map(({ path }) => path))];

  test("every file lies in a wave and is named in lower case", () => {
    expect(files.filter((file) => !wave.test(file))).toEqual([]);
  });

  test("every workload has a file of its own, named like it, and shares it with nobody", () => {
    for (const { name } of stack.workloads) expect(files.filter((file) => file.endsWith(`/${name}.yaml`))).toHaveLength(1);
    for (const { path, object } of objects.filter(({ path }) => !/^00-|\/parked-/.test(path))) {
      expect((object.metadata.labels as Record<string, string>)["app.kubernetes.io/name"]).toBe(path.replace(/.*\/|\.yaml$/g, ""));
    }
  });

  test("objects of one file stand together", () => {
    const order = objects.map(({ path }) => path).filter((path, index, all) => path !== all[index - 1]);
    expect(order).toEqual(files);
  });

  test("`kubectl apply -R` meets every namespace, class and claim before what needs it", () => {
    const inOrder = [...objects].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const seen = new Set<string>();
    const early: string[] = [];
    for (const { path, object } of inOrder) {
      const { kind, metadata } = object;
      if (metadata.namespace && !seen.has(`Namespace ${metadata.namespace}`))
        early.push(`${path}: ${kind} ${metadata.name} before its namespace`);
      const spec = JSON.stringify(object.spec ?? {});
      for (const [, name] of spec.matchAll(/"priorityClassName":"([^"]+)"/g))
        if (!seen.has(`PriorityClass ${name}`)) early.push(`${path}: before its priority class`);
      for (const [, name] of spec.matchAll(/"storageClassName":"([^"]+)"/g))
        if (!seen.has(`StorageClass ${name}`)) early.push(`${path}: before its storage class`);
      seen.add(`${kind} ${metadata.name}`);
    }
    expect(early).toEqual([]);
  });

  test("the quota and the limits of a namespace stand in its own file, so that they hold before the first pod", () => {
    for (const { path, object } of objects.filter(({ object: { kind } }) => kind === "ResourceQuota" || kind === "LimitRange")) {
      expect(path).toBe(`00-foundation/${object.metadata.namespace}.yaml`);
    }
  });

  test("what runs on the NAS lies in a wave that nothing waits for", () => {
    for (const { name, machine, network } of stack.services) {
      const [folder] = files.find((file) => file.endsWith(`/${name}.yaml`))?.split("/") ?? [];
      expect([name, folder]).toEqual([name, machine === "nas" ? "30-home" : network === "storage" ? "10-storage" : "20-apps"]);
    }
  });

  test("the number of objects is that of a small stack: one file a workload, two to ten objects each", () => {
    const perFile = files.filter((file) => !/^00-|\/parked-/.test(file)).map((file) => objects.filter(({ path }) => path === file).length);
    expect(Math.min(...perFile)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...perFile)).toBeLessThanOrEqual(10);
    expect(objects.length).toBeGreaterThan(80);
    expect(objects.length).toBeLessThan(400);
  });
});

describe("parked claims", () => {
  const parked = mvp.objects.filter(({ path }) => /\/parked-/.test(path));

  test("of phase 3 stay in dist in phase 1, one file a service", () => {
    expect(parked.map(({ path, object }) => `${path.replace(/.*\//, "")} ${object.metadata.name}`)).toEqual([
      "parked-redis-private.yaml redis-private-data",
      "parked-mongodb.yaml mongodb-data",
      "parked-paperless-gpt.yaml paperless-gpt-prompts",
      "parked-paperless-gpt.yaml paperless-gpt-database",
      "parked-paperless-gpt.yaml paperless-gpt-config",
      "parked-opensign-server.yaml opensign-server-files",
      "parked-vaultwarden-business.yaml vaultwarden-business-data",
      "parked-monica.yaml monica-storage",
      "parked-paperless-private.yaml paperless-private-data",
      "parked-paperless-private.yaml paperless-private-media",
      "parked-paperless-private.yaml paperless-private-consume",
      "parked-dovecot.yaml private-dovecot-mail",
      "parked-dovecot.yaml dovecot-mail",
      "parked-dovecot.yaml dovecot-state",
      "parked-vaultwarden-private.yaml vaultwarden-private-data",
      "parked-adguard.yaml adguard-settings",
      "parked-adguard.yaml adguard-work",
      "parked-unifi.yaml unifi-config",
      "parked-unifi.yaml unifi-mongo",
      "parked-unifi.yaml unifi-dumps",
      "parked-victoria-logs.yaml victoria-logs-logs",
      "parked-caddy-home.yaml caddy-home-certificates",
    ]);
  });

  test("are claims, with the shares that they are bound to, and nothing that runs", () => {
    expect([...new Set(parked.map(({ object }) => object.kind))].sort()).toEqual(["PersistentVolume", "PersistentVolumeClaim"]);
  });

  test("are what they were: the same class and size as when their service ran", () => {
    const spec = (list: typeof parked, name: string) =>
      list.find(({ object }) => object.metadata.name === name && object.kind === "PersistentVolumeClaim")?.object.spec;
    for (const { object } of parked)
      expect(spec(parked, object.metadata.name)).toEqual(spec([...(shapes[2]?.objects ?? [])], object.metadata.name));
  });
});
