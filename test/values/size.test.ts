import { describe, expect, test } from "@jest/globals";
import { gibi, mebi, Size } from "../../charts/values/size";

describe("a size", () => {
  test.each([
    ["512Mi", 512 * 1024 ** 2],
    ["1.5Gi", 1536 * 1024 ** 2],
    ["1Ti", 1024 ** 4],
    ["0Ki", 0],
  ])("is read to the byte: %s", (text, bytes) => {
    expect(Size.parse(text).bytes).toBe(bytes);
  });

  test.each([
    [mebi(2048), "2Gi"],
    [mebi(1536), "1536Mi"],
    [gibi(1024), "1Ti"],
    [Size.of(1), "1"],
    [Size.of(0), "0"],
  ])("is written as short as can be: %s", (size, text) => {
    expect(`${size}`).toBe(text);
  });

  test("comes back as it was written", () => {
    for (const text of ["1Ki", "3000Mi", "25Gi", "7Ti"]) expect(Size.parse(`${Size.parse(text)}`)).toEqual(Size.parse(text));
  });

  test("adds up and never goes below zero", () => {
    expect([Size.sum([mebi(1), mebi(2)]).mebibytes, mebi(1).minus(mebi(2)).bytes]).toEqual([3, 0]);
  });

  test("grows by a factor to whole bytes", () => {
    expect(Size.of(3).times(1.5).bytes).toBe(5);
  });

  test("compares", () => {
    expect([gibi(1).isMoreThan(mebi(1023)), gibi(1).isMoreThan(mebi(1024))]).toEqual([true, false]);
  });

  test.each(["25", "25GB", "25G", "25 Gi", "-1Gi", "1,5Gi", "", "Gi", "1e3Mi", "1Gi\n"])("is not %j", (text) => {
    expect(() => Size.parse(text)).toThrow("write a number and a unit");
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("is not %s bytes", (bytes) => {
    expect(() => Size.of(bytes)).toThrow(RangeError);
  });
});
