import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { catalogue } from "../../charts/catalogue";
import { parseConfig } from "../../charts/config/load";
import { Refusal } from "../../charts/config/refusal";
import { refuseWhatDoesNotFit } from "../../charts/model/capacity/fit";
import { quotaOf } from "../../charts/model/capacity/quota";
import { namespaces } from "../../charts/model/network/network";
import { Stack } from "../../charts/model/stack";
import { decideState } from "../../charts/model/storage/state";
import { hostFiles } from "../../charts/output/machines";

type Path = readonly (string | number)[];

const shown = load(readFileSync(join(__dirname, "../support/config.yaml"), "utf8")) as Record<string, unknown>;
const whole = { ...shown, volumes: { "postgres/data": "25Gi", "dovecot/mail": "500Gi", "adguard/work": "1Gi" } };
const sizes = ["0Ki", "0.001Ki", "1Ki", "100Mi", "359Mi", "511.999Mi", "0.333Gi", "1.001Gi", "999999Ti", "999999.999Ti"];
const numbers = [0, 1e-9, 0.0004, 0.5, 1, 1.0001, 3, 7.999, 127.9999, 128, 129, -1, 1e21, 65535, 65536];

/** Every number and size in the configuration, by its path. */
function amounts(value: unknown, path: Path = []): { path: Path; extremes: readonly unknown[] }[] {
  if (typeof value === "number") return [{ path, extremes: numbers }];
  if (typeof value === "string") return /^[0-9.]+(Ki|Mi|Gi|Ti)$/.test(value) ? [{ path, extremes: sizes }] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => amounts(inner, [...path, key]));
}

function changed(path: Path, to: unknown): string {
  const config = structuredClone(whole) as Record<string | number, unknown>;
  let at = config;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ""] = to;
  return JSON.stringify(config);
}

/** All that is worked out of amounts before anything is written. */
function workOut(text: string): string {
  const config = parseConfig(text);
  const stack = new Stack(catalogue, config);
  refuseWhatDoesNotFit(stack);
  decideState(stack, [], []);
  const quotas = namespaces.map((namespace) => JSON.stringify(quotaOf(stack, namespace)));
  return [...hostFiles(stack).values(), ...quotas].join("\n");
}

describe("a number or a size at its extremes", () => {
  test.each(amounts(whole).map(({ path, extremes }) => [path.join("."), path, extremes] as const))(
    "is accepted or refused in %s, and never a crash",
    (_, path, extremes) => {
      const strange = extremes.flatMap((extreme) => {
        try {
          const made = workOut(changed(path, extreme));
          return /NaN|undefined|Infinity|<0,|=-[0-9]/.test(made) ? [`${extreme} makes ${made}`] : [];
        } catch (error) {
          return error instanceof Refusal ? [] : [`${extreme}: ${error}`];
        }
      });
      expect(strange).toEqual([]);
    },
  );
});
