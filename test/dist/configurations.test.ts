import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { Refusal } from "../../charts/config/refusal";
import type { Config } from "../../charts/config/schema";
import { refuseWhatDoesNotFit } from "../../charts/model/capacity/fit";
import { Stack } from "../../charts/model/stack";
import { claimName, decideState, keyOf, stateOf } from "../../charts/model/storage/state";
import { outputsOf } from "../../charts/output/outputs";
import { capacityTable } from "../../charts/pages/capacity/table";
import { invoicesConfig } from "../apps/invoices/samples";
import { configWith } from "../support/config";
import { withMachine } from "../support/machines";

/** Every setting that a service waits for is there. */
const config = configWith({ invoices: invoicesConfig });

const whole = new Stack(catalogue, config);
const everything = { state: stateOf(whole), released: [] };

const outputs = (changes: Partial<Config>) => outputsOf(new Stack(catalogue, { ...config, ...changes }), everything);

describe.each([1, 2, 3] as const)("phase %i", (phase) => {
  test.each(["cx43", "cx53"] as const)("fits a %s, with the data of all phases kept", (size) => {
    const { state } = outputs({ phase, ...withMachine("vps", { size }) });
    expect(state.map(keyOf)).toEqual(everything.state.map(keyOf).sort((a, b) => a.localeCompare(b)));
  });

  test("runs every service of the catalogue that has its turn, and no other", () => {
    const { dist } = outputs({ phase });
    for (const service of catalogue.services) {
      const file = [...dist.keys()].some((path) => path.endsWith(`/${service.name}.yaml`));
      expect([service.name, file]).toEqual([service.name, service.phase <= phase]);
    }
  });

  test("says for each running service what it takes", () => {
    const table = capacityTable(new Stack(catalogue, { ...config, phase }));
    for (const { name } of catalogue.services.filter((service) => service.phase <= phase)) expect(table).toContain(name);
  });
});

/** The decisions alone: the files of a stack that is accepted are the matter of other tests. */
const decided = (changes: Partial<Config>) => {
  const stack = new Stack(catalogue, { ...config, ...changes });
  refuseWhatDoesNotFit(stack);
  return { stack, ...decideState(stack, everything.state, []) };
};

describe("a single service switched off", () => {
  test.each(whole.services.map((service) => [service.name, service] as const))(
    "%s: its claims stay, or the reason why it must run is said",
    (name, service) => {
      try {
        const { stack, lock } = decided({ off: [name] });
        expect(stack.has(name)).toBe(false);
        for (const volume of Object.keys(service.keeps)) expect(lock.map((entry) => entry.name)).toContain(claimName(service, volume));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(error.message).toMatch(/this one is needed by/);
      }
    },
  );

  test.each(["n8n", "uptime-kuma", "adguard", "vaultwarden-private"])("%s: is possible, because nothing needs it", (name) => {
    expect(() => decided({ off: [name] })).not.toThrow();
  });

  test("rest-server: is refused while anything is to be backed up", () => {
    expect(() => decided({ off: ["rest-server"] })).toThrow(/needed by postgres-backup, paperless-business-backup/);
  });
});
