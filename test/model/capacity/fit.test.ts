import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../charts/config/schema";
import { notBackedUp } from "../../../charts/model/backup";
import { refuseWhatDoesNotFit } from "../../../charts/model/capacity/fit";
import { fits } from "../../../charts/model/capacity/shortage";
import type { Phase } from "../../../charts/model/network/network";
import { memory, share } from "../../../charts/model/program/resources";
import { hot } from "../../../charts/model/storage/volume";
import { cores } from "../../../charts/values/cpu";
import { gibi, mebi } from "../../../charts/values/size";
import { catalogueOf, exampleService } from "../../support/example";
import { withMachine } from "../../support/machines";
import { refusalOf } from "../../support/refusals";
import { stackOf } from "../../support/stack";

const large = (name: string, rest: number, phase: Phase = 1) =>
  exampleService(name, { phase, memory: memory(gibi(rest), gibi(rest), "an example") });
const refusal = (overrides: Partial<Config>, ...services: ReturnType<typeof exampleService>[]) =>
  refusalOf(() => refuseWhatDoesNotFit(stackOf(overrides, catalogueOf(services))));
const cx53 = withMachine("vps", { size: "cx53" });

describe("the shipped stack", () => {
  test.each([1, 2, 3] as const)("fits a CX43 and the NAS in phase %i", (phase) => {
    expect(fits(stackOf({ phase }))).toBe(true);
  });
});

describe("a stack that does not fit", () => {
  test("is refused with what it wants, what there is, and the three largest, largest first", () => {
    const message = refusal({}, large("small", 1), large("middle", 4), large("huge", 7), large("big", 5));
    expect(message).toContain(
      'config.yaml: memory requests on vps is "17.3Gi". Allowed: at most 12.3Gi; the largest are huge (7Gi), big (5Gi), middle (4Gi). Fix: ',
    );
  });

  test.each([
    ["an earlier phase that fits", "set phase: 2, or set phase: 1", large("early", 1), large("late", 30, 3)],
    ["a larger server that fits", "set machines.vps.size: cx53", large("one", 10), large("two", 10)],
    ["the phase and the server, in this order", "set phase: 1, or set machines.vps.size: cx53", large("early", 8), large("middle", 8, 2)],
    ["both together", "set machines.vps.size: cx53 and phase: 2", large("early", 14), large("late", 30, 3)],
  ])("names %s", (_, fix, ...services) => {
    expect(refusal({}, ...services)).toContain(`Fix: ${fix}`);
  });

  test("names only changes that fit themselves", () => {
    const message = refusal({}, large("early", 20), large("late", 1, 3));
    expect(message).toContain("Fix: set machines.vps.size: cx53");
    expect(message).not.toContain("set phase");
  });

  test("does not offer the server that it already has, and says what else can be done", () => {
    const message = refusal(cx53, large("one", 40));
    expect(message).toContain("Fix: switch services off under off.");
    expect(message).not.toContain("volumes smaller");
  });

  test("advises smaller volumes where the disk is short, and a larger VM where the VM is", () => {
    const keeps = { data: hot(gibi(900), "/data", "x", notBackedUp("x")) };
    expect(refusal(cx53, exampleService("keeper", { keeps }))).toContain("Fix: make volumes smaller under volumes, or switch");
    const box = exampleService("box", { machine: "nas", memory: memory(gibi(4), gibi(4), "x") });
    expect(refusal({}, box)).toContain("Fix: switch services off under off, or give the NAS VM more and raise machines.nas.memory.");
  });

  test("fits after the named change", () => {
    expect(fits(stackOf(cx53, catalogueOf([large("one", 10), large("two", 10)])))).toBe(true);
  });

  test("is refused for its disk, when a volume is larger than the machine's", () => {
    const keeps = { data: hot(gibi(200), "/data", "x", notBackedUp("x")) };
    expect(refusal({}, exampleService("keeper", { keeps }))).toContain(
      'disk for volumes and scratch on vps is "200.3Gi". Allowed: at most 161Gi, 1.4 times its disk; the largest are keeper (200.1Gi)',
    );
  });

  test("is refused for its volumes, when they add up to too much of their file system", () => {
    const keeps = { data: hot(gibi(20), "/data", "x", notBackedUp("x")) };
    expect(refusal(withMachine("vps", { volumes: gibi(10) }), exampleService("keeper", { keeps }))).toContain(
      'disk for volumes on vps is "20Gi". Allowed: at most 14Gi, 1.4 times their file system; the largest are keeper (20Gi). Fix: make volumes smaller under volumes, or switch services off under off, or raise machines.vps.volumes, at most to 115Gi.',
    );
  });

  test("is refused for a volume of the configuration that is larger than the disk", () => {
    expect(refusalOf(() => refuseWhatDoesNotFit(stackOf({ volumes: { "postgres/data": gibi(120) } })))).toContain(
      "the largest are postgres (120.",
    );
  });

  test("is refused for its limits, when they exceed the declared ratio although the requests fit", () => {
    const spiky = exampleService("spiky", { memory: memory(gibi(1), gibi(30), "x") });
    const message = refusal({}, spiky);
    expect(message).toContain("memory limits on vps");
    expect(message).toContain("at most 19.7Gi, 1.6 times its memory");
    expect(message).not.toContain("memory requests");
  });

  test("may have larger limits where the owner declares a larger ratio", () => {
    const spiky = exampleService("spiky", { memory: memory(gibi(1), gibi(30), "x") });
    expect(fits(stackOf(withMachine("vps", { memoryOvercommit: 3 }), catalogueOf([spiky])))).toBe(true);
  });

  test("is refused for its processor time", () => {
    expect(refusal({}, exampleService("busy", { cpu: share(cores(9)) }))).toContain(
      'CPU requests on vps is "9500m". Allowed: at most 7250m; the largest are busy (9)',
    );
  });

  test("is refused for the number of its pods", () => {
    const many = Array.from({ length: 105 }, (_, index) =>
      exampleService(`pod-${index}`, { memory: memory(mebi(1), mebi(1), "x"), cpu: share(cores(0)) }),
    );
    expect(refusal({}, ...many)).toContain('pods on vps is "111". Allowed: at most 110');
  });

  test("is refused for the NAS alone, and the server is not offered as a way out of it", () => {
    const message = refusal({}, exampleService("box", { machine: "nas", memory: memory(gibi(4), gibi(4), "x") }));
    expect(message).toContain('memory requests on nas is "4Gi". Allowed: at most 2.9Gi');
    expect(message).not.toContain("cx53");
  });

  test("names every shortage at once", () => {
    expect(
      refusal({}, exampleService("everything", { memory: memory(gibi(30), gibi(30), "x"), cpu: share(cores(30)) })).split("\n"),
    ).toHaveLength(3);
  });
});
