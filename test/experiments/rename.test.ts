import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { monitorsDocument } from "../../charts/facts/monitors";
import { secretsDocument } from "../../charts/facts/secrets";
import type { Service } from "../../charts/model/service";
import { morningSetUpName, setUpName } from "../../charts/model/set-up";
import { Stack } from "../../charts/model/stack";
import { decideState } from "../../charts/model/storage/state";
import { decideBeside } from "../../charts/model/storage/state-beside";
import { outputsOf } from "../../charts/output/outputs";
import type { StateLock } from "../../charts/output/state-lock";
import { endpoints } from "../../charts/services/endpoints";
import { type PaperlessProps, paperless } from "../../charts/services/paperless/paperless";
import { vaultwarden } from "../../charts/services/vaultwarden/vaultwarden";
import { gibi } from "../../charts/values/size";
import { plain } from "../support/example";
import { containersOf, filesNamed, podNamed } from "../support/pods";
import { mistakeOf, refusalOf } from "../support/refusals";
import { configWith, type DistObject, distObjects, whole } from "../support/stack";

const config = configWith({ phase: 3 });
const before = whole.stack;
/** What a synth makes of it beside the pages, some of which name services: those are told by a mistake. */
const applied = (stack: Stack, known: StateLock) => {
  const { lock: state, parked } = decideState(stack, known.state, known.released);
  return { state, beside: decideBeside(stack, known.beside ?? [], known.released).lock, objects: distObjects(stack, parked) };
};
/** What an owner has who has applied the stack. */
const { state, beside } = outputsOf(before, { state: [], released: [] });
const lock = { state, beside, released: [] };

const called = (name: string): Service => before.service(name);
const stackWith = (replaced: string, by: Service, changes = {}): Stack =>
  new Stack(
    { ...catalogue, services: catalogue.services.map((each) => (each.name === replaced ? by : each)) },
    configWith({ ...config, ...changes }),
  );
const renamed = (old: string, now = "renamed"): Stack => stackWith(old, called(old).with(now, { formerly: [old] }));

/** Who tells it of alarms asks whether it runs, by its name. */
const askedFor = ["n8n"];

/** Services that no other file names: for those the name and `formerly` are all that changes. */
const free = before.services.filter(({ name, sites }) => {
  const own = [name, `${name}-backup`, setUpName(name), morningSetUpName(name)];
  const others = before.workloads.filter((workload) => !own.includes(workload.name));
  const names = others.flatMap(({ uses, borrows }) => [
    ...uses.flatMap(({ peer }) => (peer.kind === "service" ? [peer.endpoint.service] : [])),
    ...borrows.map(({ service }) => service),
  ]);
  const detours = before.services.flatMap((each) => each.sites.flatMap(({ detours = [] }) => detours.map(({ service }) => service)));
  return ![...names, ...detours, ...askedFor].includes(name) && sites.every(({ reaches }) => !reaches.includes("lan"));
});
const withState = free.filter(({ name, hasState }) => hasState && before.jobs.some((job) => job.name === `${name}-backup`));

const claimsOf = (objects: readonly DistObject[]) =>
  objects
    .filter(({ object }) => object.kind === "PersistentVolumeClaim")
    .map(({ object: { metadata, spec } }) => [metadata.namespace, metadata.name, spec]);
const backupOf = (objects: readonly DistObject[], name: string) => {
  const pod = podNamed(objects, name);
  const env = Object.fromEntries(containersOf(pod).flatMap(({ env = [] }) => env.map((each) => [each.name, each.value])));
  return { schedule: pod.controller.schedule, tag: env.BACKUP_TAG, sources: env.BACKUP_SOURCES, service: env.BACKUP_SERVICE };
};

test("the services that are renamed here are those with the most to lose", () => {
  expect(withState.map(({ name }) => name)).toEqual(expect.arrayContaining(["monica", "vaultwarden-business"]));
});

describe.each(withState.map(({ name }) => name))("%s under another name", (old) => {
  const stack = renamed(old);
  const { objects, ...after } = applied(stack, lock);

  test("loses no claim and no other state, and makes none anew", () => {
    expect(after.state.map(({ service: _, ...rest }) => rest)).toEqual(state.map(({ service: _, ...rest }) => rest));
    expect(after.beside.map(({ name }) => name)).toEqual(beside.map(({ name }) => name));
    expect(claimsOf(objects)).toEqual(claimsOf(whole.objects));
  });

  test("mounts the claims that it had", () => {
    const mounted = (among: readonly DistObject[], name: string) =>
      podNamed(among, name).spec.volumes?.flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
    expect(mounted(objects, "renamed")).toEqual(mounted(whole.objects, old));
  });

  test("has the same databases, roles and users", () => {
    for (const provider of ["postgres", "mongodb", "redis-business", "redis-private"]) {
      expect(stack.grants(provider).map(({ name, credential }) => [name, credential.name])).toEqual(
        before.grants(provider).map(({ name, credential }) => [name, credential.name]),
      );
    }
    const users = (among: readonly DistObject[]) =>
      ["postgres-provisioning-provisioning", "mongodb-provisioning-provisioning"].map((name) => filesNamed(among, name));
    expect(users(objects)).toEqual(users(whole.objects));
  });

  test("reads the secrets that there are, and no other", () => {
    const kept = (in_: Stack) => secretsDocument(in_).credentials.map(({ name, keys, namespaces }) => [name, keys, namespaces]);
    expect(kept(stack)).toEqual(kept(before));
  });

  test("is heard by the watch that hears it now", () => {
    const watches = (in_: Stack) =>
      monitorsDocument(in_).monitors.flatMap((it) => (it.type === "push" ? [[it.formerly[0] ?? it.name, it.pushTokenFrom]] : []));
    expect(watches(stack)).toEqual(watches(before));
  });

  test("goes on with its backups at their time, and nothing counts as of nobody", () => {
    expect(backupOf(objects, `${old}-backup`)).toEqual({ ...backupOf(whole.objects, `${old}-backup`), service: "renamed" });
    const owned = (among: readonly DistObject[]) =>
      ["forget-business", "forget-private", "copy-weekly-business"].map((job) =>
        containersOf(podNamed(among, job)).flatMap(({ env = [] }) => env.filter(({ name }) => name === "OWNED_TAGS")),
      );
    expect(owned(objects)).toEqual(owned(whole.objects));
  });

  test("waits until the pods of the old name are gone, which write the same volumes", () => {
    expect(podNamed(objects, "renamed").spec.affinity).toEqual({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            labelSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: [old] }] },
            topologyKey: "kubernetes.io/hostname",
          },
        ],
      },
    });
  });

  test("without `formerly` is refused, and the message has the line that is missing", () => {
    const [claim] = state.filter(({ service }) => service === old);
    const message = refusalOf(() => outputsOf(stackWith(old, called(old).with("renamed", {})), lock));
    expect(message).toContain(`${claim?.namespace}/${claim?.name} is "a claim of ${old} that no service keeps any more"`);
    expect(message).toContain(`when ${old} only has another name now, write formerly: ["${old}"] into the file of renamed; or `);
  });
});

describe("a service that is renamed", () => {
  const first = called("monica").with("contacts", { formerly: ["monica"] });

  test("a second time still has all that it had under its first name", () => {
    const second = distObjects(stackWith("monica", first.with("people", { formerly: ["monica", "contacts"] })));
    expect(claimsOf(second)).toEqual(claimsOf(whole.objects));
    expect(backupOf(second, "monica-backup").tag).toBe("monica");
  });

  test("while it is off: its claims stay parked, and switched on they are its own again", () => {
    const parked = applied(stackWith("monica", first, { off: ["contacts"] }), lock);
    const claims = parked.objects.filter(({ path }) => path === "40-backup/parked-contacts.yaml");
    expect(claims.map(({ object }) => object.metadata.name)).toEqual(["monica-storage"]);
    expect(parked.beside.map(({ name }) => name)).toEqual(beside.map(({ name }) => name));
    const { state: now, beside: kept } = applied(stackWith("monica", first), { state: parked.state, beside: parked.beside, released: [] });
    expect([now.length, kept.length]).toEqual([state.length, beside.length]);
  });

  test.each([
    ["off", { off: ["monica"] }, "off[0]", "write contacts"],
    ["volumes", { volumes: { "monica/storage": gibi(4) } }, "volumes.monica/storage", "write contacts/storage"],
    [
      "backup.cleanedUp",
      { backup: { ...config.backup, cleanedUp: { monica: "2026-11-02" } } },
      "backup.cleanedUp.monica",
      "write contacts",
    ],
  ])("is known to config.yaml by its new name, and %s says so", (_, changes, where, fix) => {
    const message = refusalOf(() => stackWith("monica", first, changes));
    expect([message.includes(`config.yaml: ${where} is`), message.includes(`monica is called contacts now: ${fix}.`)]).toEqual([
      true,
      true,
    ]);
  });

  test.each([
    ["its database", "monica", "postgres/monica", "a database of monica that no service asks for any more"],
    ["a secret that cannot be made again", "monica-key", "secrets/monica-key", "a secret of monica that nobody reads any more"],
  ])("and %s with it is refused, although each claim is there", (_, own, name, value) => {
    const bare = first.with("contacts", { formerly: ["monica"], uses: [], env: {}, beside: [] });
    const message = refusalOf(() => outputsOf(stackWith("monica", bare), lock));
    expect(message).toContain(
      `state.lock.yaml: ${name} is "${value}". Allowed: all that was ever made and cannot be made again, until it is released by name. Fix: give it the name ${own} again, whatever its service is called now, or, when it may go, add "${name}" under released.`,
    );
    const released = { ...lock, released: ["postgres/monica", "secrets/monica-key"] };
    expect(applied(stackWith("monica", bare), released).beside.map((entry) => entry.name)).not.toContain(name);
  });

  test("holds a database that was released, went, and came again like any other", () => {
    const released = ["postgres/monica", "postgres/n8n"];
    const without = { ...lock, beside: beside.filter(({ name }) => name !== "postgres/monica"), released };
    expect(outputsOf(before, without).released).toEqual(["postgres/n8n"]);
  });

  test("takes no name that is another's volumes and secrets", () => {
    expect(mistakeOf(() => stackWith("monica", called("monica").with("contacts", { formerly: ["n8n"] })))).toBe(
      'contacts was formerly "n8n", and there is a "n8n" now, whose volumes and secrets would be the same; give that one another name',
    );
    const both = [first, called("vaultwarden-business").with("vault", { formerly: ["monica"] })];
    const services = [...catalogue.services.filter(({ name }) => !["monica", "vaultwarden-business"].includes(name)), ...both];
    expect(mistakeOf(() => new Stack({ ...catalogue, services }, config))).toBe(
      'vault and contacts were both formerly "monica"; only one can have its volumes and secrets: take it out of the other',
    );
    expect(mistakeOf(() => stackWith("monica", called("monica").with("contacts", { formerly: ["monica", "monica"] })))).toBe(
      'contacts was formerly "monica" twice; write each name once, the oldest first',
    );
    expect(mistakeOf(() => called("monica").with("contacts", { formerly: ["n 8"] }))).toContain('"n 8" is no name');
  });
});

describe("what a factory names after its service", () => {
  const secretsOf = (service: Service) =>
    [service, ...service.jobs].flatMap((workload) => before.credentialsOf(workload).map(({ name }) => name)).sort();
  const grantsOf = (service: Service) => service.uses.flatMap(({ grant }) => (grant ? [grant.name] : []));

  test("of a Paperless stays: login, database, user of Redis, and the token of its job", () => {
    const props: PaperlessProps = {
      side: "business",
      network: "public",
      phase: 1,
      site: "business-docs",
      gotenberg: endpoints.gotenberg,
      tika: endpoints.tika,
      redis: endpoints.redisBusiness,
      media: gibi(24),
      personalData: [],
    };
    const now = paperless("documents", { ...props, formerly: ["paperless-business"] });
    // Without those of its clients, who call it by its name.
    const own = (service: Service) => secretsOf(service).filter((name) => !name.endsWith("-paperless"));
    expect([own(now), grantsOf(now)]).toEqual([own(called("paperless-business")), grantsOf(called("paperless-business"))]);
    expect(now.jobs.map(({ name, formerly }) => [name, formerly])).toEqual(
      ["arrivals", "set-up", "set-up-daily"].map((job) => [`documents-${job}`, [`paperless-business-${job}`]]),
    );
  });

  test("of a vault stays: what opens its administration", () => {
    const { image: _, runsAs: __, ports: ___, ...props } = plain;
    const made = (name: string, formerly: readonly string[]) =>
      secretsOf(vaultwarden(name, { ...props, site: "vault", sites: () => [], formerly }));
    expect(made("safe", ["vaultwarden-business"])).toEqual(made("vaultwarden-business", []));
    expect(made("vaultwarden-business", [])).toContain("vaultwarden-business-admin");
  });
});
