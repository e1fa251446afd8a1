import { describe, expect, test } from "@jest/globals";
import { tcp, udp } from "../../charts/values/port";

describe("a port", () => {
  test("is written with its protocol", () => {
    expect([`${tcp(443)}`, `${udp(51820)}`]).toEqual(["443/tcp", "51820/udp"]);
  });

  test("has the protocol as Kubernetes spells it", () => {
    expect(udp(53).protocol).toBe("UDP");
  });

  test.each([1, 65535])("may be %s", (number) => {
    expect(tcp(number).number).toBe(number);
  });

  test.each([0, -1, 65536, 80.5, Number.NaN])("is not %s", (number) => {
    expect(() => tcp(number)).toThrow("a port is a whole number from 1 to 65535");
  });
});
