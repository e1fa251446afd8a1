import { describe, expect, test } from "@jest/globals";
import { AddressRange, documentationRanges, isAddress, privateRanges } from "../../charts/values/address";

describe("an address", () => {
  test.each(["0.0.0.0", "255.255.255.255", "10.77.0.1"])("may be %s", (text) => {
    expect(isAddress(text)).toBe(true);
  });

  test.each(["", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "::1", "a.b.c.d"])("is not %j", (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe("an address range", () => {
  test("keeps the way it was written", () => {
    expect(`${AddressRange.parse("10.42.0.0/16")}`).toBe("10.42.0.0/16");
  });

  test.each([
    ["10.42.0.0", true],
    ["10.42.255.255", true],
    ["10.43.0.0", false],
    ["10.41.255.255", false],
    ["no address", false],
  ])("of 10.42.0.0/16 and %s: %s", (address, inside) => {
    expect(AddressRange.parse("10.42.0.0/16").contains(address)).toBe(inside);
  });

  test.each([
    ["10.0.0.0/8", "10.42.0.0/16", true],
    ["10.42.0.0/16", "10.0.0.0/8", true],
    ["10.42.0.0/16", "10.43.0.0/16", false],
    ["0.0.0.0/0", "255.255.255.255/32", true],
    ["10.0.0.0/32", "10.0.0.1/32", false],
  ])("%s overlaps %s: %s", (one, other, overlaps) => {
    expect(AddressRange.parse(one).overlaps(AddressRange.parse(other))).toBe(overlaps);
  });

  test("is refused with the right beginning when host bits are set", () => {
    expect(() => AddressRange.parse("192.168.178.20/24")).toThrow("take 192.168.178.0/24");
  });

  test.each(["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.0/-1", "::/0"])("is not %j", (text) => {
    expect(() => AddressRange.parse(text)).toThrow(RangeError);
  });
});

describe("the known ranges", () => {
  test("of examples are not taken for private ones", () => {
    const reserved = privateRanges.map((range) => AddressRange.parse(range));
    expect(documentationRanges.filter((range) => reserved.some((other) => other.overlaps(range)))).toEqual([]);
  });
});

describe("a place in a range", () => {
  test("is an address of it", () => {
    const range = AddressRange.parse("10.43.0.0/16");
    expect([range.at(0), range.at(32), range.at(256)]).toEqual(["10.43.0.0", "10.43.0.32", "10.43.1.0"]);
  });

  test("must be in it", () => {
    expect(() => AddressRange.parse("10.43.0.0/24").at(256)).toThrow("10.43.0.0/24 has no place 256");
  });

  test("has one right behind it, unless it is the last of all", () => {
    expect([AddressRange.parse("10.42.255.0/24").next, AddressRange.parse("240.0.0.0/4").next]).toEqual(["10.43.0.0", undefined]);
  });
});
