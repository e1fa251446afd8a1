import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { writeYaml } from "../../charts/config/write-yaml";
import { fluxOf } from "../../charts/kit/flux";
import { yamlOf } from "../../charts/kit/manifest";
import { write } from "../../charts/output/publish";
import type { LiveObject } from "../api/cluster";
import { describeOnCluster } from "../api/suite";
import { nastyKeys, nastyTexts } from "../support/nasty-texts";
import { shippedConfig } from "../support/stack";

const texts = Object.fromEntries(nastyTexts().map((text, index) => [`text-${index}`, text]));
const keys = Object.fromEntries(nastyKeys().map((key) => [key, key]));
const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data,
});
const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "texts", namespace: "default" }, stringData: texts };
const files = new Map([["all.yaml", yamlOf([configMap("texts", texts), configMap("keys", keys), secret])]]);

interface Live extends LiveObject {
  readonly data: Readonly<Record<string, string>>;
}

describeOnCluster("texts that a reader of YAML takes for something else", (cluster) => {
  const get = async (plural: string, name: string) =>
    (await cluster().api.get<Live>(`/api/v1/namespaces/default/${plural}/${name}`))?.data ?? {};

  test("reach the cluster byte for byte through kubectl, as values and as keys", async () => {
    // On the server's side, because the other way repeats all of it in an annotation, which has less room.
    expect(await cluster().apply(files, "--server-side")).toMatchObject({ code: 0 });
    expect(await get("configmaps", "texts")).toEqual(texts);
    expect(await get("configmaps", "keys")).toEqual(keys);
    expect(clear(await get("secrets", "texts"))).toEqual(texts);
  });

  test("reach what Flux applies through kustomize", async () => {
    const folder = join(cluster().root, "kustomize");
    write(folder, new Map([...files, ["kustomization.yaml", writeYaml({ resources: ["all.yaml"], namePrefix: "built-" })]]));
    expect(await cluster().kubectl(["apply", "--server-side", "-k", folder])).toMatchObject({ code: 0 });
    expect(await get("configmaps", "built-texts")).toEqual(texts);
    expect(await get("configmaps", "built-keys")).toEqual(keys);
    expect(clear(await get("secrets", "built-texts"))).toEqual(texts);
  });

  test.each(["08_15", "0X1A", "7_7e7", "2026-1-1", "1e3"])("name the branch %s that Flux follows", async (branch) => {
    const [source] = fluxOf({ ...shippedConfig, git: { ...shippedConfig.git, branch } }).filter(({ path }) => path.endsWith("source.yaml"));
    const folder = join(cluster().root, `flux-${branch}`);
    write(
      folder,
      new Map([
        ["a.yaml", yamlOf(source?.objects ?? [])],
        ["kustomization.yaml", writeYaml({ resources: ["a.yaml"] })],
      ]),
    );
    const { stdout } = await cluster().kubectl(["kustomize", folder]);
    expect(load(stdout)).toMatchObject({ spec: { ref: { branch } } });
  });
});

function clear(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}
