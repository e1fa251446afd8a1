import { describe, expect, test } from "@jest/globals";
import { Program } from "../../charts/model/program/program";
import { calls, type Use, whereRunning } from "../../charts/model/use";
import { catalogueOf, exampleEndpoint, exampleService, plain } from "../support/example";
import { containersOf, podNamed } from "../support/pods";
import { distObjects, stackOf, whole } from "../support/stack";

const provider = exampleService("provider");
const program = (name: string) => new Program(name, { image: plain.image, memory: plain.memory });
const use: Use = { ...calls(exampleEndpoint("provider"), "an example"), wait: program("wait-for-provider") };

const firstOf = (uses: readonly Use[]) => {
  const client = exampleService("client", { uses, before: [program("prepare")] });
  const pod = podNamed(distObjects(stackOf({}, catalogueOf([provider, client]))), "client");
  return pod.spec.initContainers?.map(({ name }) => name);
};

describe("the wait of a use", () => {
  test("runs before everything else in the client's pod", () => {
    expect(firstOf([use])).toEqual(["wait-for-provider", "prepare"]);
  });

  test("is left out where the client can do without the other end", () => {
    expect(firstOf([whereRunning(use)])).toEqual(["prepare"]);
  });
});

describe("every client of a database", () => {
  const clients = whole.stack.services.flatMap((service) =>
    whole.stack
      .usesOf(service)
      .flatMap(({ grant }) => (grant && !["monitor", "account"].includes(grant.kind.name) ? [[service.name, grant] as const] : [])),
  );

  test("is one of at least nine", () => {
    expect(clients.length).toBeGreaterThanOrEqual(9);
  });

  test.each(clients.map(([client, grant]) => [client, grant.provider, grant] as const))(
    "%s waits for %s with its own login",
    (name, _, grant) => {
      const pod = podNamed(whole.objects, name);
      const wait = pod.spec.initContainers?.find((container) => container.name === `wait-for-${grant.credential.name}`);
      expect(wait?.volumeMounts?.map(({ mountPath }) => mountPath)).toContain(`/secrets/${grant.credential.name}`);
      expect(wait?.env?.find((each) => each.name === "WAIT_SECONDS")?.value).toBe("600");
      expect([wait?.securityContext?.runAsUser, wait?.securityContext?.readOnlyRootFilesystem]).toEqual([999, true]);
      // The provider's own image, which its machine has anyway.
      const server = podNamed(whole.objects, grant.provider);
      expect([wait?.image, pod.spec.nodeSelector]).toEqual([server.spec.containers[0]?.image, server.spec.nodeSelector]);
    },
  );
});

describe("TLS with a certificate and a name that are checked", () => {
  const plainOnes = new Set(whole.stack.services.flatMap(({ uses }) => uses.flatMap(({ grant }) => (grant?.inTheClear ? [grant] : []))));
  const checked = whole.stack.services.flatMap((service) =>
    whole.stack.usesOf(service).flatMap(({ grant }) => (grant && !plainOnes.has(grant) ? [[service.name, grant] as const] : [])),
  );

  test.each(checked.map(([client, grant]) => [client, grant.provider, grant] as const))("%s asks it of %s", (name, _, grant) => {
    const files = whole.objects.filter(({ object }) => object.kind === "ConfigMap" && object.metadata.name.startsWith(name));
    const url = grant.credential.keys.url;
    const main = podNamed(whole.objects, name).spec.containers[0];
    const said = [
      JSON.stringify(main?.env),
      // The wait's own settings would say it for every client.
      ...files.filter(({ object }) => !object.metadata.name.includes("-wait-for-")).map(({ object }) => JSON.stringify(object.data)),
      url?.kind === "composed" &&
      JSON.stringify([...(main?.env ?? []), whole.stack.environmentOf(whole.stack.service(name))]).includes("/url")
        ? url.template
        : "",
      url?.kind === "composed" && grant.provider === "mongodb" ? url.template : "",
    ].join("\n");
    const ways = [/sslmode=verify-full[ ,&]sslrootcert=/, /"DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED","value":"true"/, /tls=true&tlsCAFile=/];
    expect(ways.filter((way) => way.test(said))).toHaveLength(1);
    for (const container of containersOf(podNamed(whole.objects, name)).filter(({ name: each }) => each === name))
      expect(container.volumeMounts?.map(({ mountPath }) => mountPath)).toContain("/secrets/internal-ca");
  });
});
