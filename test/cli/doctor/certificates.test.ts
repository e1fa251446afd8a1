import { beforeAll, describe, expect, test } from "@jest/globals";
import { authority, Credential, certificate } from "../../../charts/model/access/credential";
import type { KubeSecret } from "../../../cli/cluster/objects";
import { certificateFindings } from "../../../cli/doctor/certificates";
import { day, TestAuthority } from "../../support/certificates";
import { catalogueOf, exampleService } from "../../support/example";
import { stackOf } from "../../support/stack";

const ca = new Credential("the-ca", "lets clients check", { "ca.crt": authority });
const server = new Credential("server-tls", "proves", { "tls.crt": certificate("certificate", "server") });
const stack = stackOf({}, catalogueOf([exampleService("shop", { secrets: [ca.file("ca.crt"), server.file("tls.crt")] })]));
const now = new Date();

let internal: TestAuthority;
let other: TestAuthority;
beforeAll(async () => {
  [internal, other] = await Promise.all([TestAuthority.make(), TestAuthority.make()]);
});

/** What doctor says of a cluster with the authority's certificate and this one. */
function findings(leaf: string, root = internal.pem) {
  const secret = (name: string, key: string, text: string): KubeSecret => ({
    metadata: { name, namespace: "public", uid: name, creationTimestamp: now.toISOString() },
    data: { [key]: Buffer.from(text).toString("base64") },
  });
  const certificates = [secret("the-ca", "ca.crt", root), secret("server-tls", "tls.crt", leaf)];
  const secrets = certificates.map(({ metadata }) => metadata);
  return certificateFindings(stack, { certificates, secrets, clocks: { asked: now, answered: now, server: undefined } });
}

const endingIn = (days: number, of = internal) => of.leaf(new Date(now.getTime() + days * day + 60_000));
const renewed = "mk360 secrets renew --apply; with Flux mk360 secrets renew, then commit secrets/ and dist/";

describe("certificates", () => {
  test("that last are one line, with the first to end", async () => {
    expect(findings(await endingIn(61))).toEqual([
      { name: "certificates", verdict: "ok", found: expect.stringMatching(/^all 2 .* server-tls, on \d{4}-\d\d-\d\d$/), fix: undefined },
    ]);
  });

  test.each([
    [59, "warning", "tls.crt: ends in 59 d"],
    [-2, "wrong", "tls.crt: ended 47 h ago"],
  ])("that end in %i days are a %s, and renewed", async (days, verdict, found) => {
    expect(findings(await endingIn(days))).toEqual([{ name: "certificate server-tls", verdict, found, fix: renewed }]);
  });

  test("of another authority are renewed by their name", async () => {
    expect(findings(await endingIn(700, other))).toMatchObject([
      { verdict: "wrong", fix: expect.stringContaining("mk360 secrets renew server-tls --apply") },
    ]);
  });

  test("of the authority that cannot be read come again from secrets/, because renew takes no name of it", async () => {
    expect(findings(await endingIn(700), "nothing")).toMatchObject([
      { name: "certificate the-ca", verdict: "wrong", fix: expect.stringMatching(/^mk360 secrets apply/) },
    ]);
  });

  test("that are in no Secret yet are left to the check of the Secrets", () => {
    const clocks = { asked: now, answered: now, server: undefined };
    expect(certificateFindings(stack, { certificates: [], secrets: [], clocks })).toEqual([]);
  });
});
