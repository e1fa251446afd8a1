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

  test("the number of objects is that of a small stack: one file a workload, two to twelve objects each", () => {
    const perFile = files.filter((file) => !/^00-|\/parked-/.test(file)).map((file) => objects.filter(({ path }) => path === file).length);
    expect(Math.min(...perFile)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...perFile)).toBeLessThanOrEqual(12);
    expect(objects.length).toBeGreaterThan(80);
    expect(objects.length).toBeLessThan(520);
  });
});

describe("parked claims", () => {
  const parked = mvp.objects.filter(({ path }) => /\/parked-/.test(path));

  test("are all those of what runs later, one file a service, and none of what runs", () => {
    const claims = (list: typeof parked) =>
      list
        .filter(({ object }) => object.kind === "PersistentVolumeClaim")
        .map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`)
        .sort();
    const running = claims(mvp.objects.filter((each) => !parked.includes(each)));
    expect(claims(parked)).toEqual(claims([...(shapes[2]?.objects ?? [])]).filter((name) => !running.includes(name)));
    expect(claims(parked)).toEqual(expect.arrayContaining(["home/adguard-work", "private/dovecot-mail", "storage/mongodb-data"]));
    for (const { path, object } of parked) {
      const { "app.kubernetes.io/name": service } = object.metadata.labels as Record<string, string>;
      expect([object.metadata.name, path]).toEqual([object.metadata.name, `40-backup/parked-${service}.yaml`]);
    }
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
