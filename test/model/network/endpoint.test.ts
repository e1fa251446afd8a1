import { describe, expect, test } from "@jest/globals";
import { endpoint } from "../../../charts/model/network/endpoint";
import { tcp } from "../../../charts/values/port";
import { exampleService } from "../../support/example";
import { mistakeOf } from "../../support/refusals";

describe("an endpoint", () => {
  const at = endpoint("shop", "public", tcp(8443), "https");

  test("gives clients the name and the number, by themselves and together", () => {
    expect([at.host, at.number, at.address]).toEqual(["shop.public.svc.cluster.local", "8443", "shop.public.svc.cluster.local:8443"]);
  });

  test("gives the certificate every name that the cluster's DNS knows it by", () => {
    expect(at.certificateNames).toEqual(["shop", "shop.public", "shop.public.svc", "shop.public.svc.cluster.local"]);
  });

  test("bears the name of its service where its port has none of its own", () => {
    expect(Object.keys(endpoint("shop", "public", tcp(1)).ports)).toEqual(["shop"]);
  });

  test("is what its service says of itself, when the service has its ports from it", () => {
    expect(
      exampleService("shop", { ports: { ...at.ports, http: tcp(8080) } })
        .endpoint("https")
        .is(at),
    ).toBe(true);
  });

  test("in a namespace that there is not is a mistake that names those there are", () => {
    expect(mistakeOf(() => endpoint("shop", "shops", tcp(1)))).toMatch(
      /^shop: there is no namespace "shops"; the namespaces are public, public-root, private, /,
    );
  });
});
