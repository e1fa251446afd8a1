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

const named = (texts: readonly string[]) => Object.fromEntries(texts.map((text, index) => [`text-${index}`, text]));
/**
 * What a stream of YAML 1.1 cannot hold unescaped, and U+0085, which is the end of a line there. kubectl sends JSON, which
 * leaves them as they are, and the API server reads what is applied on its side as YAML: it refuses the body, or makes a
 * blank of that line's end. kustomize reads in the same way. Every other way takes them; `secrets init` does not.
 */
const unheld = /[\u007f-\u009f\ufffe\uffff]/;
const texts = named(nastyTexts().filter((text) => !unheld.test(text)));
const others = named(nastyTexts().filter((text) => unheld.test(text)));
const unheldCodes = [0x7f, 0x80, 0x85, 0x9f, 0xfffe, 0xffff];
const keys = Object.fromEntries(nastyKeys().map((key) => [key, key]));
const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data,
});
const secret = (name: string, stringData: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "default" },
  stringData,
});
const files = new Map([["all.yaml", yamlOf([configMap("texts", texts), configMap("keys", keys), secret("texts", texts)])]]);

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

  test("reach it through kubectl's own side, where a stream of YAML cannot hold them unescaped", async () => {
    const tree = new Map([["others.yaml", yamlOf([configMap("others", others), secret("others", others)])]]);
    expect(await cluster().apply(tree)).toMatchObject({ code: 0 });
    expect(await get("configmaps", "others")).toEqual(others);
    expect(clear(await get("secrets", "others"))).toEqual(others);
  });

  test("do not reach it whole on the server's side with any of those", async () => {
    const whole = [];
    for (const code of unheldCodes) {
      const text = `x${String.fromCharCode(code)}y`;
      await cluster().apply(new Map([["one.yaml", yamlOf([configMap(`code-${code}`, { text })])]]), "--server-side");
      if ((await get("configmaps", `code-${code}`)).text === text) whole.push(code);
    }
    expect(whole).toEqual([]);
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
