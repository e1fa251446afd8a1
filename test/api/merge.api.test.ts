import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { catalogue } from "../../charts/catalogue";
import type { Config } from "../../charts/config/schema";
import type { KubeObject } from "../../charts/kit/manifest";
import type { Service } from "../../charts/model/service";
import { Stack } from "../../charts/model/stack";
import { distFiles } from "../../charts/output/dist-tree";
import { outputsOf } from "../../charts/output/outputs";
import type { Tree } from "../../charts/output/publish";
import { withMachine } from "../support/machines";
import { configWith, stackOf } from "../support/stack";
import { messageOf } from "./api";
import { type Cluster, type LiveObject, nameOf, objectsOf } from "./cluster";
import { describeOnCluster } from "./suite";

const distOf = (config: Partial<Config> = {}): Tree => outputsOf(stackOf({ phase: 3, ...config }), { state: [], released: [] }).dist;
const wholeDist = distOf();
const moved = distOf(withMachine("nas", { lanAddress: "192.168.178.99" }));
/** The files that a new address of the NAS changes; the others are applied once. */
const changedFiles = [...wholeDist.keys()].filter((path) => wholeDist.get(path) !== moved.get(path));
const only = (files: Tree): Tree => new Map([...files].filter(([path]) => changedFiles.includes(path)));
/** What is changed here, and what that stands on; the whole of dist is applied twice in first-apply. */
const dist: Tree = new Map([...wholeDist].filter(([path]) => /^(00|30)-/.test(path) || changedFiles.includes(path)));
const earlier = readFileSync(join(__dirname, "adguard-with-one-number-twice.yaml"), "utf8");
const published = load(readFileSync(join(__dirname, "../support/merge-keys.yaml"), "utf8"));

describeOnCluster("kubectl apply -R -f dist over what is there", (cluster) => {
  test("has the merge keys that the tests without a cluster know", async () => {
    const { definitions } = await openApi(cluster());
    const found = Object.entries(definitions).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([field, { "x-kubernetes-patch-merge-key": key }]) =>
        key === undefined ? [] : [[`${name.split(".").at(-1)}.${field}`, key] as const],
      ),
    );
    expect(Object.fromEntries(found)).toEqual(published);
  });

  test("makes of a dist that had one number twice what a new cluster would have", async () => {
    const before = new Map([...dist, ["30-home/adguard.yaml", earlier]]);
    expect(await cluster().apply(before)).toMatchObject({ code: 0 });
    expect(await unlike(cluster(), new Map([["adguard.yaml", earlier]]))).toEqual([]);
    expect(await cluster().apply(dist)).toMatchObject({ code: 0 });
    expect(await unlike(cluster(), dist)).toEqual([]);
  });

  test("brings a new address of the NAS to every port, and the old one again", async () => {
    expect(changedFiles).toEqual(expect.arrayContaining(["30-home/adguard.yaml", "30-home/caddy-home.yaml", "30-home/unifi.yaml"]));
    for (const files of [only(moved), only(dist)]) {
      expect(await cluster().apply(files)).toMatchObject({ code: 0 });
      expect(await unlike(cluster(), files)).toEqual([]);
    }
  });
});

const renamedTo = (name: string, service: Service): Service => service.with(name, { formerly: [service.name] });

describeOnCluster("a renamed service with an address of its own", (cluster) => {
  const vault = stackOf({ phase: 3 }).service("vaultwarden-private");
  const renamed = new Stack(
    { ...catalogue, services: catalogue.services.map((each) => (each.name === vault.name ? renamedTo("vault", each) : each)) },
    configWith({ phase: 3 }),
  );

  test("comes once its old Service is deleted, as the guide says", async () => {
    expect(await cluster().apply(dist)).toMatchObject({ code: 0 });
    const files = new Map([...distFiles(renamed, [])].filter(([path]) => path === "30-home/vault.yaml"));
    const { code, stderr } = await cluster().apply(files);
    expect([code, /provided IP is already allocated/.test(stderr)]).toEqual([1, true]);
    const guide = readFileSync(join(__dirname, "../../CONTRIBUTING.md"), "utf8");
    const [, line = ""] = /`kubectl (delete service -n home NAME)`/.exec(guide) ?? [];
    expect(await cluster().kubectl(line.replace("NAME", vault.name).split(" "))).toMatchObject({ code: 0 });
    expect(await cluster().apply(files)).toMatchObject({ code: 0 });
  });
});

/** What a definition says of each of its lists. */
interface OpenApi {
  readonly definitions: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, { readonly "x-kubernetes-patch-merge-key"?: string }>> }>
  >;
}

async function openApi(cluster: Cluster): Promise<OpenApi> {
  const found = await cluster.api.get<OpenApi>("/openapi/v2");
  if (!found) throw new Error("the API server publishes no OpenAPI");
  return found;
}

/** What cannot be replaced: a job's name changes with its content, and what is bound to a disk stays. */
const fixed = ["Job", "PersistentVolume", "PersistentVolumeClaim"];

/** The objects that are not as the API server would have them if the file alone were put in their place. */
async function unlike(cluster: Cluster, files: Tree): Promise<string[]> {
  const found: string[] = [];
  for (const object of objectsOf(files).filter(({ kind }) => !fixed.includes(kind))) {
    const path = await cluster.pathOf(object);
    const [live, replaced] = [await cluster.api.get<LiveObject>(path), await replacement(cluster, path, object)];
    if (!live || !isDeepStrictEqual(declared(live), declared(replaced))) found.push(nameOf(object));
  }
  return found;
}

async function replacement(cluster: Cluster, path: string, object: KubeObject): Promise<LiveObject> {
  const answer = await cluster.api.send("PUT", `${path}?dryRun=All`, object);
  if (answer.code >= 300) throw new Error(`${nameOf(object)}: ${messageOf(answer)}`);
  return answer.body as LiveObject;
}

/** Without what the API server, its controllers and kubectl write for themselves. */
function declared({ status: _, metadata, ...rest }: LiveObject): object {
  const { resourceVersion: __, managedFields: ___, generation: ____, annotations = {}, ...kept } = metadata;
  const ours = Object.entries(annotations).filter(([name]) => !/^(kubectl|deployment)\.kubernetes\.io\//.test(name));
  return { ...rest, metadata: { ...kept, annotations: Object.fromEntries(ours) } };
}
