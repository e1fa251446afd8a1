import { beforeAll, describe, expect, test } from "@jest/globals";
import { authority, Credential, certificate } from "../../../charts/model/access/credential";
import { certificateRows } from "../../../cli/cluster/certificates";
import type { KubeSecret } from "../../../cli/cluster/objects";
import { day, TestAuthority } from "../../support/certificates";
import { catalogueOf, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";
import { snapshot } from "../status/made";

const ca = new Credential("the-ca", "lets clients check", { "ca.crt": authority });
const server = new Credential("server-tls", "proves", {
  "tls.crt": certificate("certificate", "server"),
  "tls.key": certificate("key", "server"),
});
const files = [ca.file("ca.crt"), server.file("tls.crt"), server.file("tls.key")];
const stack = stackOf(
  {},
  catalogueOf(["public", "private"].map((network) => exampleService(`in-${network}`, { network: network as "public", secrets: files }))),
);
const at = new Date();

let internal: TestAuthority;
let other: TestAuthority;
beforeAll(async () => {
  [internal, other] = await Promise.all([TestAuthority.make(), TestAuthority.make()]);
});

const inDays = (days: number) => new Date(at.getTime() + days * day + 60_000);

function rowWith(texts: Readonly<Record<string, string>>, unread: readonly string[] = []) {
  const made = (name: string, namespace: string, key: string, text: string): KubeSecret => ({
    metadata: { name, namespace, uid: name, creationTimestamp: at.toISOString() },
    data: { [key]: Buffer.from(text).toString("base64") },
  });
  const secrets = Object.entries(texts).flatMap(([namespace, text]) => [
    made("the-ca", namespace, "ca.crt", internal.pem),
    made("server-tls", namespace, "tls.crt", text),
  ]);
  const certificates = secrets.filter(({ metadata }) => !(metadata.name === "server-tls" && unread.includes(metadata.namespace ?? "")));
  const rows = certificateRows(stack, snapshot({ at, certificates, secrets: secrets.map(({ metadata }) => metadata) }));
  return rows.find(({ name }) => name === "server-tls");
}

describe("a certificate", () => {
  test.each([
    [61, "ok", undefined],
    [60, "ok", undefined],
    [59, "warning", "ends in 59 d; mk360 secrets renew makes a new one"],
    [-2, "wrong", "ended 47 h ago; mk360 secrets renew makes a new one"],
  ])("that ends in %i days is %s", async (days, verdict, problem) => {
    expect(rowWith({ public: await internal.leaf(inDays(days)) })).toMatchObject({ verdict, problem, ends: expect.any(String) });
  });

  test("must be signed by the authority that the clients know", async () => {
    expect(rowWith({ public: await other.leaf(inDays(700)) })).toMatchObject({
      verdict: "wrong",
      problem: expect.stringContaining("not signed by the internal authority"),
    });
  });

  test("must be the same in every namespace", async () => {
    const [one, another] = [await internal.leaf(inDays(700)), await internal.leaf(inDays(700))];
    expect(rowWith({ public: one, private: one })).toMatchObject({ verdict: "ok", namespaces: ["private", "public"] });
    expect(rowWith({ public: one, private: another })?.problem).toContain("not the same in all namespaces");
  });

  test("must have begun", async () => {
    expect(rowWith({ public: await internal.leaf(inDays(2000)) })?.problem).toContain("not valid before");
  });

  test("is not read without its label, and the command that sets it is said", async () => {
    expect(rowWith({ public: await internal.leaf(inDays(700)) }, ["public"])).toMatchObject({
      verdict: "unproven",
      problem: expect.stringContaining("kubectl -n public label secret server-tls mk360.de/certificate=true"),
    });
  });

  test("of a chain ends with its first that ends", async () => {
    const chain = `${await internal.leaf(inDays(700))}\n${await internal.leaf(inDays(30))}`;
    expect(rowWith({ public: chain })).toMatchObject({ verdict: "warning", problem: expect.stringContaining("ends in 30 d") });
  });

  test("that cannot be read is wrong", () => {
    expect(rowWith({ public: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" })?.problem).toContain(
      "tls.crt in public is no certificate",
    );
  });
});
