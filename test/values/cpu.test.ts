import { describe, expect, test } from "@jest/globals";
import { Cpu, cores, milli } from "../../charts/values/cpu";

describe("a share of processor time", () => {
  test.each([
    [cores(2), "2"],
    [cores(0.75), "750m"],
    [milli(1500), "1500m"],
    [milli(0), "0m"],
  ])("is written as a Kubernetes quantity: %s", (share, text) => {
    expect(`${share}`).toBe(text);
  });

  test("rounds to whole thousandths", () => {
    expect(cores(0.1 + 0.2).millicores).toBe(300);
  });

  test("adds up", () => {
    expect(Cpu.sum([milli(250), milli(250), cores(1)]).millicores).toBe(1500);
  });

  test("never goes below zero", () => {
    expect(milli(100).minus(milli(250)).millicores).toBe(0);
  });

  test("compares", () => {
    expect([milli(2).isMoreThan(milli(1)), milli(1).isMoreThan(milli(1))]).toEqual([true, false]);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("is not %s", (count) => {
    expect(() => milli(count)).toThrow(RangeError);
  });
});
