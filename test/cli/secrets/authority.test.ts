import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Authority, endsSoon, expiryOf } from "../../../cli/secrets/authority";

const now = new Date("2026-11-24T12:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);

describe("the internal authority", () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await Authority.create(now);
  });

  test("lives ten years and signs nothing but leaves", () => {
    const certificate = new X509Certificate(authority.pair.certificate);
    expect({ ca: certificate.ca, ends: expiryOf(authority.pair.certificate), self: certificate.verify(certificate.publicKey) }).toEqual({
      ca: true,
      ends: later(3650),
      self: true,
    });
  });

  test("issues certificates of two years for servers and clients, with every name", async () => {
    const { certificate } = await authority.issue(["postgres", "postgres.storage.svc"], now);
    const leaf = new X509Certificate(certificate);
    expect(leaf.checkIssued(new X509Certificate(authority.pair.certificate))).toBe(true);
    expect({ ends: expiryOf(certificate), host: leaf.checkHost("postgres.storage.svc"), ca: leaf.ca, uses: leaf.keyUsage }).toEqual({
      ends: later(730),
      host: "postgres.storage.svc",
      ca: false,
      uses: ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
    });
  });

  test("knows its own work by key, names and signature", async () => {
    const [pair, other, stranger] = [await authority.issue(["a"], now), await authority.issue(["a"], now), await Authority.create(now)];
    expect(authority.hasIssued(pair, ["a"])).toBe(true);
    expect(authority.hasIssued(pair, ["a", "b"])).toBe(false);
    expect(authority.hasIssued({ ...pair, key: other.key }, ["a"])).toBe(false);
    expect(stranger.hasIssued(pair, ["a"])).toBe(false);
    expect(authority.hasIssued({ certificate: "no certificate", key: pair.key }, ["a"])).toBe(false);
  });

  test("stays the one that signed everything when its own dates are renewed", async () => {
    const pair = await authority.issue(["a"], now);
    const renewed = await authority.renewed(later(3000));
    expect(expiryOf(renewed.pair.certificate)).toEqual(later(6650));
    expect(renewed.hasIssued(pair, ["a"])).toBe(true);
    expect((await Authority.read(renewed.pair, "x")).hasIssued(await renewed.issue(["b"], now), ["b"])).toBe(true);
  });

  test("is refused with a key that is not its own", async () => {
    const { key } = (await Authority.create(now)).pair;
    await expect(Authority.read({ ...authority.pair, key }, "secrets/authority.yaml")).rejects.toThrow("the key is not the certificate's");
  });

  test.each([
    [59, true],
    [61, false],
    [-1, true],
  ])("a certificate that ends in %i days ends soon: %s", async (left, soon) => {
    const { certificate } = await authority.issue(["a"], now);
    expect(endsSoon(certificate, later(730 - left))).toBe(soon);
  });

  test.each(["no certificate", "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])(
    "what is no certificate counts as ended: %j",
    (text) => {
      expect(endsSoon(text, now)).toBe(true);
    },
  );
});
