import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../api/eventually";
import { finished } from "../../support/finished";
import { places, project, vps } from "../bed/addresses";
import { Bed } from "../bed/bed";
import { kubeconfigOf } from "../bed/credentials";
import { program } from "../bed/programs";
import { ofKind } from "../declared";
import { unreadyPrograms } from "../live";
import { report } from "../report";
import { restartsOf, secondsSince, withoutPodsOf } from "../restarts";
import { selftestFindings } from "../selftest";
import { siteAnswers } from "../site-answers";
import { statusOfService } from "../status";

describe("a change that goes wrong", () => {
  const bed = Bed.here();

  const kubectl = async (...words: string[]) => {
    const { code, stdout, stderr } = await bed.kubectl(...words);
    if (code !== 0) throw new Error(`kubectl ${words.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const statusSays = (service: string, problem: RegExp) =>
    eventually(`mk360 status says what is wrong with ${service}`, 90, async () => {
      const row = await statusOfService(bed, service);
      return row.verdict === "wrong" && problem.test(row.problem ?? "") ? [] : [`${row.verdict}: ${row.problem}`];
    });
  const policies = "/apis/networking.k8s.io/v1/namespaces";
  const isThere = async ([namespace, name]: readonly [string, string]) =>
    (await bed.plane.api.get(`${policies}/${namespace}/networkpolicies/${name}`)) !== undefined;

  afterEach(() => eventually("every program is ready again", 240, () => unreadyPrograms(bed)));

  test("an apply that is cut off and repeated ends with what dist says, and restarts nothing", async () => {
    const all = ofKind("NetworkPolicy").map(({ metadata: { namespace = "", name } }) => [namespace, name] as const);
    const [early, late] = [["storage", "redis-business-ingress"], all.findLast(([namespace]) => namespace === "storage")] as const;
    if (!late || !(await isThere(early)) || !(await isThere(late))) throw new Error("dist has other policies by now; name others here");
    const before = await restartsOf(bed);
    // It finds what the tests before have killed.
    const known = await selftestFindings(bed);
    for (const [namespace, name] of [early, late]) await bed.plane.api.remove(`${policies}/${namespace}/networkpolicies/${name}`);
    const apply = spawn(program("kubectl"), ["--kubeconfig", kubeconfigOf("admin"), "apply", "-R", "-f", join(project, "dist")]);
    apply.stdout.on("data", (data) => {
      if (`${data}`.includes(`/${early[1]} created`)) apply.kill("SIGKILL");
    });
    await finished(apply);
    expect({ early: await isThere(early), late: await isThere(late) }).toEqual({ early: true, late: false });
    const repeated = Date.now();
    await kubectl("apply", "-R", "-f", join(project, "dist"));
    report("an apply that was cut off, repeated, ends after", secondsSince(repeated));
    expect(await selftestFindings(bed)).toEqual(known);
    expect(await restartsOf(bed)).toEqual(before);
  });

  test("a Secret that is missing is named, and its pod comes by itself when it is there again", async () => {
    const name = secretInEnvironmentOf("paperless-gpt");
    const namespace = ofKind("Deployment").find(({ metadata }) => metadata.name === "paperless-gpt")?.metadata.namespace ?? "";
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const secret = await bed.plane.api.get<{ metadata: object; type: string; data: object }>(`${path}/${name}`);
    if (!secret) throw new Error(`there is no Secret ${namespace}/${name}`);
    const before = await restartsOf(bed);
    await bed.plane.api.remove(`${path}/${name}`);
    await kubectl("-n", namespace, "delete", "pod", "-l", "app.kubernetes.io/name=paperless-gpt", "--wait=false", "--grace-period=1");
    await statusSays("paperless-gpt", new RegExp(`CreateContainerConfigError.*"${name}"|waits for the Secret ${namespace}/${name}`));
    const { type, data } = secret;
    await bed.plane.api.create(path, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, labels: labelsOf(secret.metadata) },
      type,
      data,
    });
    const given = Date.now();
    await eventually("it is ready again", 120, async () => (await unreadyPrograms(bed)).filter((line) => line.includes("/paperless-gpt:")));
    report("a pod whose Secret was missing is ready after the Secret is there in", secondsSince(given));
    expect(withoutPodsOf("paperless-gpt", await restartsOf(bed))).toEqual(withoutPodsOf("paperless-gpt", before));
  });

  test("an image that cannot be had is named, and the pod before it keeps serving", async () => {
    const before = await restartsOf(bed);
    const [namespace, name] = ["ops", "dozzle"];
    await kubectl("-n", namespace, "set", "image", `deployment/${name}`, `${name}=docker.io/amir20/dozzle:not-there`);
    await statusSays(name, /new version does not come up: dozzle: (ErrImagePull|ImagePullBackOff)/);
    const { data } = JSON.parse(await kubectl("-n", "edge", "get", "secret", "vpn-sites-login", "-o", "json")) as SecretObject;
    const [user, password] = [data.username, data.password].map((text = "") => Buffer.from(text, "base64").toString());
    const answers = [undefined, `${user}:wrong`, `${user}:${password}`].map((login) =>
      siteAnswers("logs.mk360.de", places.laptop, vps.private, login),
    );
    expect(answers).toEqual(["401", "401", "200"]);
    const mended = Date.now();
    await kubectl("apply", "-f", join(project, "dist/20-apps/dozzle.yaml"));
    await eventually("the pod that cannot start is gone", 60, async () =>
      [...(await restartsOf(bed)).keys()].filter((pod) => !before.has(pod)),
    );
    report("a bad image is gone after dist is applied again in", secondsSince(mended));
    expect(await restartsOf(bed)).toEqual(before);
  });
});

interface SecretObject {
  readonly data: Readonly<Record<string, string>>;
}

interface WithEnv {
  readonly template: {
    readonly spec: {
      readonly containers: readonly {
        readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } } }[];
      }[];
    };
  };
}

/** The first Secret that a program has among its variables. */
function secretInEnvironmentOf(service: string): string {
  const spec = ofKind("Deployment").find(({ metadata }) => metadata.name === service)?.spec as unknown as WithEnv | undefined;
  const found = spec?.template.spec.containers.flatMap(({ env = [] }) =>
    env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
  )[0];
  if (!found) throw new Error(`dist gives ${service} no Secret by a variable; name another program here`);
  return found;
}

const labelsOf = (metadata: object): object => (metadata as { labels?: object }).labels ?? {};
