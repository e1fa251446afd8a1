import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../charts/config/schema";
import { notBackedUp } from "../../../charts/model/backup";
import { decideState, keyOf, type StateObject, stateOf } from "../../../charts/model/storage/state";
import { hot, type Volume } from "../../../charts/model/storage/volume";
import { gibi } from "../../../charts/values/size";
import { catalogueOf, exampleService } from "../../support/example";
import { refusalOf } from "../../support/refusals";
import { stackOf } from "../../support/stack";

const volume = (size = 1): Volume => hot(gibi(size), "/data", "x", notBackedUp("x"));
const early = (data = volume()) => exampleService("early", { keeps: { data } });
const late = exampleService("late", { phase: 3, keeps: { data: volume() } });
const stack = (services = [early(), late], overrides: Partial<Config> = {}) => stackOf(overrides, catalogueOf(services));
const names = (states: readonly StateObject[]) => states.map(keyOf);
const known = stateOf(stack());

describe("the lock of state", () => {
  test("takes in what is new", () => {
    const { lock, parked } = decideState(stack(), [], []);
    expect(names(lock)).toEqual(["public/early-data", "public/late-data"]);
    expect(parked).toEqual([]);
  });

  test("says of each claim its class, its size and whose it is", () => {
    expect(decideState(stack([early()]), [], []).lock).toEqual([
      {
        kind: "PersistentVolumeClaim",
        namespace: "public",
        name: "early-data",
        class: "hot",
        size: "1Gi",
        service: "early",
        volume: "data",
      },
    ]);
  });

  test("is the same after a second synth", () => {
    const first = decideState(stack(), [], []);
    expect(decideState(stack(), first.lock, [])).toEqual(first);
  });

  test("parks the claims of a later phase when the phase goes down, and keeps them in the lock", () => {
    const { lock, parked } = decideState(stack([early(), late], { phase: 1 }), known, []);
    expect(names(parked)).toEqual(["public/late-data"]);
    expect(names(lock)).toEqual(["public/early-data", "public/late-data"]);
  });

  test("parks nothing any more when the phase goes up again", () => {
    const down = decideState(stack([early(), late], { phase: 1 }), known, []);
    const up = decideState(stack(), down.lock, []);
    expect(up.parked).toEqual([]);
    expect(up.lock).toEqual(known);
  });

  test("parks the claims of a service that is switched off", () => {
    expect(names(decideState(stack([early(), late], { off: ["early"] }), known, []).parked)).toEqual(["public/early-data"]);
  });

  test("does not invent claims of services that never ran", () => {
    expect(names(decideState(stack([early(), late], { phase: 1 }), [], []).lock)).toEqual(["public/early-data"]);
  });

  test("refuses a changed size, larger and smaller, with the way to move", () => {
    for (const size of [2, 0.5]) {
      const message = refusalOf(() => decideState(stack([early(volume(size)), late]), known, []));
      expect(message).toContain("state.lock.yaml: public/early-data: size");
      expect(message).toContain("Allowed: 1Gi, as the claim was made");
      expect(message).toContain("restore");
    }
  });

  test("refuses a size that the configuration changed", () => {
    expect(refusalOf(() => decideState(stack([early(), late], { volumes: { "early/data": gibi(5) } }), known, []))).toContain('is "5Gi"');
  });

  test("refuses a changed class", () => {
    const made = known.map((entry) => ({ ...entry, class: "home" as const }));
    expect(refusalOf(() => decideState(stack(), made, []))).toContain('public/early-data: class is "hot"');
  });

  test.each([
    ["its service left the catalogue", [late]],
    ["its service keeps it no more", [exampleService("early"), late]],
    ["its service moved to another network", [exampleService("early", { network: "ops", keeps: { data: volume() } }), late]],
  ])("refuses a claim that vanished because %s, and names how to release it", (_, services) => {
    const message = refusalOf(() => decideState(stack(services), known, []));
    expect(message).toContain("state.lock.yaml: public/early-data");
    expect(message).toContain('add "public/early-data" under released');
  });

  test("lets a claim be made anew that is released by its name, and holds the new one like any other", () => {
    const { lock, released } = decideState(stack([early(volume(2))]), known, ["public/early-data", "public/late-data"]);
    expect([lock.map(({ size }) => size), released]).toEqual([["2Gi"], ["public/late-data"]]);
    expect(refusalOf(() => decideState(stack([early()]), lock, released))).toContain("public/early-data: size");
  });

  test("holds a claim that was released, went, and came again like any other", () => {
    const { lock, released } = decideState(stack([early()]), [], ["public/early-data", "public/late-data"]);
    expect(released).toEqual(["public/late-data"]);
    expect(refusalOf(() => decideState(stack([early(volume(2))]), lock, released))).toContain("public/early-data: size");
  });

  test("lets a claim go that is released by its name", () => {
    const { lock, parked } = decideState(stack([late]), known, ["public/early-data"]);
    expect([names(lock), parked]).toEqual([["public/late-data"], []]);
  });

  test("does not let another claim go with it", () => {
    expect(refusalOf(() => decideState(stack([late]), known, ["public/early", "early-data"]))).toContain("public/early-data");
  });

  test("names every claim that is wrong at once", () => {
    expect(refusalOf(() => decideState(stack([early(volume(3))]), known, [])).split("\n")).toHaveLength(2);
  });

  test("of the shipped stack holds every claim of each phase under a name of its own", () => {
    const all = names(stateOf(stackOf({ phase: 3 })));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toContain("storage/postgres-data");
  });
});
